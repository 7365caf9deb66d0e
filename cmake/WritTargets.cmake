# What people type every day: check (fast tests), check-all, format, format-check, tidy, coverage.
file(GLOB_RECURSE writ_c_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engine/*.[ch] ${PROJECT_SOURCE_DIR}/cli/*.[ch]
    ${PROJECT_SOURCE_DIR}/tests/*.[ch])

add_custom_target(check COMMAND ${CMAKE_CTEST_COMMAND} --output-on-failure -L "unit|lint" USES_TERMINAL)
add_custom_target(check-all COMMAND ${CMAKE_CTEST_COMMAND} --output-on-failure USES_TERMINAL)

# clang-format differs between majors: 14 is what this tree is formatted with.
find_program(WRIT_CLANG_FORMAT NAMES clang-format-14 clang-format)
if(WRIT_CLANG_FORMAT)
    add_custom_target(format COMMAND ${WRIT_CLANG_FORMAT} -i ${writ_c_files} VERBATIM)
    add_custom_target(format-check COMMAND ${WRIT_CLANG_FORMAT} --dry-run -Werror ${writ_c_files} VERBATIM)
endif()

# clang-tidy takes the flags that the sources are compiled with, and refuses gcc's own. It reads asserts, which a release leaves out.
find_program(WRIT_RUN_CLANG_TIDY NAMES run-clang-tidy-14 run-clang-tidy)
if(WRIT_RUN_CLANG_TIDY AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
    add_custom_target(tidy COMMAND ${WRIT_RUN_CLANG_TIDY} -quiet -p ${PROJECT_BINARY_DIR} -extra-arg=-UNDEBUG
            "^${PROJECT_SOURCE_DIR}/(engine|cli)/"
        DEPENDS writ USES_TERMINAL VERBATIM)
endif()

find_program(WRIT_LCOV lcov)
if(WRIT_COVERAGE AND WRIT_LCOV)
    add_custom_target(coverage
        COMMAND ${CMAKE_CTEST_COMMAND} --output-on-failure
        COMMAND ${WRIT_LCOV} --capture --quiet --directory ${PROJECT_BINARY_DIR} --output-file coverage.info
        COMMAND ${WRIT_LCOV} --quiet --extract coverage.info "${PROJECT_SOURCE_DIR}/engine/*" --output-file coverage.info
        COMMAND ${WRIT_LCOV} --list coverage.info
        COMMAND ${PROJECT_SOURCE_DIR}/tests/lint/uncovered coverage.info ${PROJECT_SOURCE_DIR}/engine/src/script
        WORKING_DIRECTORY ${PROJECT_BINARY_DIR} VERBATIM)
endif()

# One static library per layer: the link graph is the architecture. A layer's sources are the files of its folder.
set(WRIT_ALL_LAYERS "")

function(writ_layer name)
    cmake_parse_arguments(ARG "" "" "USES;SOURCES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engine/src/${name}/*.c)
    add_library(writ_${name} STATIC ${sources} ${ARG_SOURCES})
    target_compile_definitions(writ_${name} PRIVATE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)
    target_include_directories(writ_${name}
        PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine/include>
               $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine/src>)
    target_link_libraries(writ_${name} PUBLIC ${ARG_USES} $<BUILD_INTERFACE:writ_sanitize>
        PRIVATE $<BUILD_INTERFACE:writ_warnings> $<BUILD_INTERFACE:writ_hardening>)
    set(WRIT_ALL_LAYERS ${WRIT_ALL_LAYERS} writ_${name} PARENT_SCOPE)
endfunction()

# An executable of ours (command, test, benchmark) on top of the named layers.
function(writ_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_compile_definitions(${name} PRIVATE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)
    target_link_libraries(${name} PRIVATE ${ARG_USES} writ_sanitize writ_warnings writ_hardening)
endfunction()

# What `cmake --install` puts in place: the command, one library (libwrit) with its headers, a CMake package, a
# pkg-config file, the man pages and the shell completions.
include(CMakePackageConfigHelpers)

# Before 1.0 a minor version may break programs that were compiled against another, so the soname has it too.
if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(writ_soversion 0.${PROJECT_VERSION_MINOR})
else()
    set(writ_soversion ${PROJECT_VERSION_MAJOR})
endif()

# libwrit.so: every layer in one shared object that exports the public API and nothing else.
add_library(writ_shared SHARED ${PROJECT_SOURCE_DIR}/cmake/shared.c)
set_target_properties(writ_shared PROPERTIES OUTPUT_NAME writ VERSION ${PROJECT_VERSION}
    SOVERSION ${writ_soversion} EXPORT_NAME writ LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/writ.map)
target_link_libraries(writ_shared PRIVATE -Wl,--whole-archive ${WRIT_ALL_LAYERS} -Wl,--no-whole-archive
    $<BUILD_INTERFACE:writ_hardening> -Wl,--version-script=${PROJECT_SOURCE_DIR}/cmake/writ.map)
target_include_directories(writ_shared INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

install(TARGETS writ RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS writ_shared EXPORT writTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY engine/include/writ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT writTargets NAMESPACE writ:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/writ)
configure_package_config_file(cmake/writConfig.cmake.in ${PROJECT_BINARY_DIR}/writConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/writ)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/writConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/writConfig.cmake ${PROJECT_BINARY_DIR}/writConfigVersion.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/writ)
configure_file(cmake/writ.pc.in ${PROJECT_BINARY_DIR}/writ.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/writ.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(GLOB man_pages CONFIGURE_DEPENDS docs/man/*.1)
install(FILES ${man_pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES cli/completions/writ.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME writ)
install(FILES cli/completions/_writ DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES cli/completions/writ.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
configure_file(cmake/writ.service.in ${PROJECT_BINARY_DIR}/writ.service @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/writ.service cmake/writ.socket DESTINATION lib/systemd/system)

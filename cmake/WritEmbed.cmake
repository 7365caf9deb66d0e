# Lua text compiled into the library, so that a decision never depends on files beside the program.
# writ_embed_lua(OUT DIR SYMBOL): OUT is the C file; it defines `const struct writ_embedded SYMBOL[]`,
# one {name, bytes, length} per *.lua under DIR (name = path without ".lua"), sorted, ended by a NULL name.
function(writ_embed_lua out dir symbol)
    set(c_file ${PROJECT_BINARY_DIR}/embedded/${symbol}.c)
    file(GLOB_RECURSE lua CONFIGURE_DEPENDS ${dir}/*.lua)
    add_custom_command(OUTPUT ${c_file}
        COMMAND ${CMAKE_COMMAND} -DDIR=${dir} -DSYMBOL=${symbol} -DOUT=${c_file}
                -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${lua} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "embedding ${symbol}" VERBATIM)
    set(${out} ${c_file} PARENT_SCOPE)
endfunction()

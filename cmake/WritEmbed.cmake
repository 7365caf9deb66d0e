# Files compiled into the library, so that a decision never depends on files beside the program.
# writ_embed(OUT DIR SYMBOL GLOB): OUT is the C file; it defines `const struct writ_embedded SYMBOL[]`, one
# {name, bytes, length} per file under DIR that matches (name = path without ".lua" when GLOB is "*.lua"), sorted,
# ended by a NULL name.
function(writ_embed out dir symbol glob)
    set(c_file ${PROJECT_BINARY_DIR}/embedded/${symbol}.c)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${dir}/${glob})
    add_custom_command(OUTPUT ${c_file}
        COMMAND ${CMAKE_COMMAND} -DDIR=${dir} -DSYMBOL=${symbol} -DGLOB=${glob} -DOUT=${c_file}
                -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "embedding ${symbol}" VERBATIM)
    set(${out} ${c_file} PARENT_SCOPE)
endfunction()

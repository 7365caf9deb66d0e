# Warnings, hardening and sanitizers as interface targets: a library opts in by linking them.
include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

option(WRIT_WERROR "Treat warnings as errors (presets only; never forced on people who build a release)" OFF)
option(WRIT_COVERAGE "Instrument for gcov" OFF)
option(WRIT_FUZZ "Build the libFuzzer targets (clang)" OFF)
set(WRIT_SANITIZE "" CACHE STRING "Comma-separated -fsanitize list, e.g. address,undefined")

add_library(writ_warnings INTERFACE)
add_library(writ_hardening INTERFACE)
add_library(writ_sanitize INTERFACE)

# Each flag is probed, so an older compiler skips what it does not know.
function(writ_add_flags target)
    foreach(flag IN LISTS ARGN)
        string(MAKE_C_IDENTIFIER "HAVE_${flag}" have)
        check_c_compiler_flag("-Werror ${flag}" ${have})
        if(${have})
            target_compile_options(${target} INTERFACE ${flag})
        endif()
    endforeach()
endfunction()

writ_add_flags(writ_warnings
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual
    -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Walloca
    -Wformat=2 -Wnull-dereference -Wimplicit-fallthrough -Wdouble-promotion
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wjump-misses-init)
if(WRIT_WERROR)
    target_compile_options(writ_warnings INTERFACE -Werror)
endif()

if(WRIT_COVERAGE)
    target_compile_options(writ_sanitize INTERFACE --coverage)
    target_link_options(writ_sanitize INTERFACE --coverage)
endif()

if(WRIT_SANITIZE)
    target_compile_options(writ_sanitize INTERFACE -fsanitize=${WRIT_SANITIZE}
        -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(writ_sanitize INTERFACE -fsanitize=${WRIT_SANITIZE})
else() # fortify and the sanitizers' interceptors do not mix
    writ_add_flags(writ_hardening
        -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
        -ftrivial-auto-var-init=zero -fstrict-flex-arrays=3
        -fno-delete-null-pointer-checks -fno-strict-overflow
        -fno-plt) # all is bound at the start (-z now), so calls of other libraries need no detour
    target_compile_options(writ_hardening INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
        $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
    target_link_options(writ_hardening INTERFACE
        LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack LINKER:--as-needed)
endif()

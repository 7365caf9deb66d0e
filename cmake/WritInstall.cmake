# What `cmake --install` puts in place: the command, the library with its headers, CMake package and pkg-config file.

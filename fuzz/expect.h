#pragma once
// What a fuzzer holds to be true. A broken promise stops the fuzzer, which keeps the input.

#include <cstdio>
#include <cstdlib>

#define RP_EXPECT(condition)                                                      \
  do {                                                                            \
    if (!(condition)) {                                                           \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                               \
    }                                                                             \
  } while (false)

#pragma once
#include <stddef.h>

/// Number of allocations made by the calling thread since it began; -1 where counting is off (sanitizers, not glibc).
long bilanx_allocations(void);

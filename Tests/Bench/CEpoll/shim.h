// Readiness of many descriptors, which Swift's Glibc leaves out.
#pragma once
#include <sys/epoll.h>

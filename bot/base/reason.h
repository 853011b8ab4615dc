/* reason.h: what errno says. strerror() of 0 says "Success", where a write that took a part
 * only, or a call that fails without the system, has failed. */
#ifndef TOCSIN_BASE_REASON_H
#define TOCSIN_BASE_REASON_H

/* In words; static. */
const char *reason_of(int number);

#endif

/* civil.h: what a wall clock on a wall says: zones, business days, days of 23 and 25
 * hours. Implemented by libical (bot/io/civil.c); core gets it as a parameter. */
#ifndef TOCSIN_CIVIL_H
#define TOCSIN_CIVIL_H

#include <stddef.h>
#include <stdint.h>

struct civil {
    const void *self;
    /* The moment `n` business days after `from` (both UTC ms), in the workspace's zone:
     * the same local time of day on the n-th following business day. When `from` does not
     * lie on a business day, counting begins at the next one's 00:00. A local time that
     * the zone skips becomes the first one after the gap; one that it has twice, the
     * first. */
    int64_t (*add_business_days)(const void *self, int64_t from, int n);
    /* Local calendar text "2025-09-29 10:15 CEST" into buf. */
    void (*format_local)(const void *self, int64_t at, char *buf, size_t size);
    /* Today's local "10:15" on the day of `at`: UTC ms of hour:minute of that local day.
     */
    int64_t (*local_time_on_day)(const void *self, int64_t at, int hour, int minute);
};

#endif

/* reason.c: see reason.h. */
#include "base/reason.h"

#include <string.h>

const char *reason_of(int number) {
    const char *words = number != 0 ? strerrordesc_np(number) : NULL;
    return words ? words : "the system gives no reason";
}

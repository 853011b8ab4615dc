/* history.h: a timeline that others take back from, and correct. */
#ifndef TOCSIN_TESTS_HISTORY_H
#define TOCSIN_TESTS_HISTORY_H

#include "harness.h"
#include "timeline.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL }

#endif

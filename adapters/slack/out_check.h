/* out_check.h: everything that must be right in Slack, looked at once. */
#ifndef TOCSIN_SLACK_OUT_CHECK_H
#define TOCSIN_SLACK_OUT_CHECK_H

#include "shared.h"

/* adapter.check */
void slack_check(struct slack *slack, finding_cb report, void (*done)(void *ctx),
                 void *ctx);

#endif

/* slack.h: the adapter for Slack: Socket Mode in, Web API out. */
#ifndef TOCSIN_SLACK_H
#define TOCSIN_SLACK_H

#include "options.h"
#include "tocsin/adapter.h"

struct adapter *slack_new(const struct slack_options *options);

#endif

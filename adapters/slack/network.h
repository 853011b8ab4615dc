/* network.h: Slack's row of the table of networks. */
#ifndef TOCSIN_SLACK_NETWORK_H
#define TOCSIN_SLACK_NETWORK_H

#include "tocsin/network.h"

extern const struct network network_slack;

#endif

/* table.c: which networks the program has that the tests run (bot/cli/networks_table.c). */
#include "cli/networks.h"
#include "slack/network.h"

extern const struct network network_paper;

const struct network *const networks_table[] = {&network_slack, &network_paper, NULL};

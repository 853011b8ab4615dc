/* table.c: which networks the program has that the tests run (bot/cli/networks_table.c). */
#include "cli/network.h"

extern const struct network_builder network_slack, network_paper;

const struct network_builder *const network_builders[] = {&network_slack, &network_paper,
                                                          NULL};

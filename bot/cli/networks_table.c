/* networks_table.c: which networks there are. The terminal is none of them: a subcommand
 * brings it (networks.h). */
#include "cli/network.h"

extern const struct network_builder network_slack;

const struct network_builder *const network_builders[] = {&network_slack, NULL};

/* networks_table.c: which networks there are, in the order in which people read of them. The
 * terminal is none of them: a subcommand brings it. */
#include "cli/networks.h"
#include "matrix/network.h"
#include "slack/network.h"

const struct network *const networks_table[] = {&network_slack, &network_matrix, NULL};

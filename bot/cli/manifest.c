/* manifest.c: `tocsin manifest slack`: what a network asks for when an app is made there,
 * as carried in the binary. */
#include "base/text.h"
#include "cli/cli.h"
#include "tocsin/assets.h"

#include <stdio.h>

static int run(const struct cli_call *call) {
    char path[64];
    snprintf(path, sizeof path, "%.32s/manifest.json", call->argv[0]);
    for (size_t i = 0; i < assets_count; i++) {
        if (text_equal(assets[i].path, path)) {
            bool written =
                fwrite(assets[i].text, 1, assets[i].len, stdout) == assets[i].len &&
                fflush(stdout) == 0;
            return written ? EXIT_FINE : EXIT_TROUBLE;
        }
    }
    return cli_usage(call, "the network that has a manifest is slack");
}

const struct cli_command cli_manifest = {
    .name = "manifest",
    .words = "NETWORK",
    .summary = "print what an app on a network is made from (slack)",
    .details = "Slack: api.slack.com/apps, Create New App, From a manifest, JSON. The\n"
               "steps are in deploy/slack/README.md.",
    .least = 1,
    .most = 1,
    .run = run,
};

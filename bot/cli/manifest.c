/* manifest.c: `tocsin manifest NETWORK`: what a network asks for when an app is made there,
 * as carried in the binary. */
#include "base/strbuf.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/networks.h"
#include "tocsin/assets.h"

#include <stdio.h>

enum { NAMES_MAX = 200 };

static int print(const char *path) {
    for (size_t i = 0; i < assets_count; i++) {
        if (text_equal(assets[i].path, path)) {
            bool written =
                fwrite(assets[i].text, 1, assets[i].len, stdout) == assets[i].len &&
                fflush(stdout) == 0;
            return written ? EXIT_FINE : EXIT_TROUBLE;
        }
    }
    return EXIT_TROUBLE; /* the table names a file that is not in deploy/ */
}

static int run(const struct cli_call *call) {
    struct strbuf names;
    size_t n = 0;
    strbuf_init(&names, NAMES_MAX);
    strbuf_add(&names, "there is a manifest for ");
    for (const struct network *const *it = networks_table; *it; it++) {
        if ((*it)->manifest && text_equal(call->argv[0], (*it)->name)) {
            strbuf_free(&names);
            return print((*it)->manifest);
        }
        if ((*it)->manifest) {
            strbuf_addf(&names, "%s%s", n++ > 0 ? ", " : "", (*it)->name);
        }
    }
    int status = cli_usage(call, names.ptr);
    strbuf_free(&names);
    return status;
}

const struct cli_command cli_manifest = {
    .name = "manifest",
    .words = "NETWORK",
    .summary = "print what an app on a network is made from",
    .details =
        "The steps are in deploy/NETWORK/README.md, for example deploy/slack/README.md.",
    .least = 1,
    .most = 1,
    .run = run,
};

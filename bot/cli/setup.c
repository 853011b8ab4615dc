/* setup.c: what the operator wrote, loaded and checked before anything starts. */
#include "cli/setup.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "cli/networks.h"
#include "cli/templates.h"
#include "core/command.h"
#include "io/config_load.h"
#include "io/file.h"
#include "io/policy_load.h"
#include "tocsin/assets.h"
#include "tocsin/limits.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct command_table command_table;

enum { PASSWORD_FILE_MAX = 4096, DERIVATION_MAX = 64 * 1024 };

/* ---- policy ---- */

static bool load_policy(struct setup *setup, struct error *err) {
    const char *name = setup->config->policy;
    if (strchr(name, '/')) {
        setup->policy = policy_load_file(name, err);
        return setup->policy != NULL;
    }
    char path[256];
    snprintf(path, sizeof path, "policies/%s.yaml", name);
    for (size_t i = 0; i < assets_count; i++) {
        if (!strcmp(assets[i].path, path)) {
            setup->policy = policy_parse(assets[i].text, assets[i].len, path, err);
            return setup->policy != NULL;
        }
    }
    return err_set(
        err, ERR_NOT_FOUND,
        "policy: no policy '%s' is shipped; give the path of a file with a slash "
        "in it for your own",
        name);
}

/* The figures from which deadlines derive, as text; two equal policies hash alike. */
static void name_derivation(struct setup *setup) {
    assert(setup->policy);
    struct strbuf sb;
    const struct policy *policy = setup->policy;
    strbuf_init(&sb, DERIVATION_MAX);
    strbuf_addf(&sb, "%s|%s|%s|%s|%lld|", TOCSIN_VERSION, policy->name,
                setup->config->civil.zone, policy->updates_until,
                (long long)policy->log_within_ms);
    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        const struct policy_severity *s = &policy->severity[level];
        const struct span spans[] = {s->acknowledge, s->command, s->update,
                                     s->resolve,     s->verify,  s->snooze};
        for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
            strbuf_addf(&sb, "%lld/%d,", (long long)spans[i].ms, spans[i].business_days);
        }
        strbuf_addf(&sb, "%lld,%d,%lld|", (long long)s->warn_ms, s->climbs,
                    (long long)s->climb_ms);
    }
    for (size_t i = 0; policy->ladder && policy->ladder[i]; i++) {
        strbuf_addf(&sb, "%s,", policy->ladder[i]);
    }
    for (size_t i = 0; setup->config->civil.holidays && setup->config->civil.holidays[i];
         i++) {
        strbuf_addf(&sb, "%s,", setup->config->civil.holidays[i]);
    }
    hash_short(sb.ptr, setup->derivation);
    strbuf_free(&sb);
}

/* ---- what only fits together here ---- */

static bool has_pack(const struct setup *setup) {
    const char *language = setup->messages.language;
    for (size_t i = 0; i < setup->messages.nbuiltin; i++) {
        if (text_equal(setup->builtin[i].language, language)) {
            return true;
        }
    }
    return setup->messages.noverrides > 0;
}

/* `key` is where the name stands in the policy: "steps[0].command". */
static bool known_command(const struct setup *setup, const char *name, const char *key,
                          struct error *err) {
    char why[LIMIT_WORD + 32];
    if (command_find(&command_table, name)) {
        return true;
    }
    snprintf(why, sizeof why, "there is no command '%.*s'", LIMIT_WORD, name);
    return strchr(setup->config->policy, '/')
               ? policy_fail(setup->config->policy, key, why, err)
               : err_set(err, ERR_INVALID, "policy: %s: %s", key, why);
}

/* The loader knows no commands, the commands no policy. */
static bool check_policy(const struct setup *setup, struct error *err) {
    const struct policy *policy = setup->policy;
    char key[64];
    assert(policy);
    for (size_t i = 0; i < policy->nsteps; i++) {
        snprintf(key, sizeof key, "steps[%zu].command", i);
        if (!known_command(setup, policy->steps[i].command, key, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < policy->nphases; i++) {
        const char *const *next = policy->phases[i].next;
        for (size_t j = 0; next && next[j]; j++) {
            snprintf(key, sizeof key, "phases[%zu].next[%zu]", i, j);
            if (!known_command(setup, next[j], key, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool check_together(const struct setup *setup, struct error *err) {
    if (!has_pack(setup)) {
        return err_set(
            err, ERR_INVALID,
            "language: no messages in '%s' are shipped; write en or fr, or name a "
            "folder of your own in templates",
            setup->messages.language);
    }
    return check_policy(setup, err);
}

static void set_log_level(const char *name) {
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_equal(name, names[i])) {
            log_set_level((enum log_level)i);
        }
    }
}

struct setup *setup_load(const struct cli_call *call, struct error *err) {
    struct setup *setup = mem_new(sizeof *setup);
    setup->config = config_load(cli_value(call, "config"), networks_table, err);
    if (!setup->config) {
        goto fail;
    }
    if (cli_value(call, "data")) {
        setup->config->data = cli_value(call, "data");
    }
    set_log_level(setup->config->log_level);
    setup->messages.language = setup->config->directory.language;
    templates_load_shipped(setup);
    setup->civil = civil_new(&setup->config->civil, err);
    if (!setup->civil || !templates_load_own(setup, err) || !load_policy(setup, err) ||
        !check_together(setup, err)) {
        goto fail;
    }
    name_derivation(setup);
    return setup;
fail:
    setup_free(setup);
    return NULL;
}

bool setup_password(const struct setup *setup, char **ret, struct error *err) {
    const char *path = setup->config->redis_password_file;
    struct file_text file;
    *ret = NULL;
    if (!path) {
        return true;
    }
    if (!file_read(path, PASSWORD_FILE_MAX, true, &file, err)) {
        err->code = ERR_INVALID; /* of the configuration: no database is missing */
        return err_prefix(err, "redis.password_file");
    }
    file.ptr[strcspn(file.ptr, "\r\n")] = '\0';
    bool fine = file.ptr[0] ||
                err_set(err, ERR_INVALID, "redis.password_file: %s is empty", path);
    if (fine) {
        log_secret(file.ptr);
        *ret = mem_copy(file.ptr);
    }
    file_free(&file);
    return fine;
}

void setup_free(struct setup *setup) {
    if (!setup) {
        return;
    }
    templates_free(setup);
    civil_free(setup->civil);
    policy_free(setup->policy);
    config_free(setup->config);
    free(setup);
}

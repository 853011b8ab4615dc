/* restoring.c: see restoring.h. */
#include "cli/restoring.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "cli/database_ids.h"
#include "cli/lost.h"
#include "tocsin/keys.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DELETE_MOST = 100, TAG_MARK = 1, TAG_LEASE = 2 };

#define FIELD "restoring"

static struct blob blob_of(const char *s) {
    return (struct blob){s, strlen(s)};
}

/* ---- writing under the marker ---- */

/* `was`: what the marker holds before the commit. */
static void set_checks(struct restoring *restoring, const char *was) {
    restoring->checks[0] = (struct check){.kind = CHECK_FIELD,
                                          .key = blob_of(KEY_META),
                                          .field = blob_of(FIELD),
                                          .value = blob_of(was),
                                          .tag = TAG_MARK};
    restoring->checks[1] = (struct check){.kind = CHECK_VALUE,
                                          .key = blob_of(KEY_LEASE),
                                          .value = {"", 0},
                                          .tag = TAG_LEASE};
}

bool restoring_write(struct restoring *restoring, const struct write *writes, size_t n,
                     struct error *err) {
    struct commit commit = {.nchecks = RESTORING_CHECKS,
                            .checks = restoring->checks,
                            .nwrites = n,
                            .writes = writes};
    struct error why = {0};
    if (n == 0 || database_commit(restoring->db, &commit, &why)) {
        return true;
    }
    if (why.code == ERR_CONFLICT) {
        return err_set(
            err, ERR_CONFLICT,
            "tocsin, or another restore, began to work on this workspace: this "
            "restore has stopped. The way back: " WAY_BACK);
    }
    size_t len = strlen(why.text);
    return err_set(err, why.code, "%s%s Restore again: it begins anew", why.text,
                   len > 0 && why.text[len - 1] == '.' ? "" : ".");
}

/* ---- what is there ---- */

static bool remove_keys(struct restoring *restoring, const json_t *keys,
                        struct error *err) {
    static const struct blob del[] = {{"DEL", 3}};
    struct write writes[DELETE_MOST];
    size_t n = 0, i;
    json_t *key;
    bool ok = true;
    json_array_foreach((json_t *)keys, i, key) {
        const char *name = json_string_value(key);
        if (text_equal(name, KEY_META) || text_equal(name, KEY_LOST)) {
            continue; /* what was lost before, no backup tells */
        }
        writes[n++] = (struct write){blob_of(name), 1, del};
        restoring->removed++;
        if (n == DELETE_MOST) {
            ok = ok && restoring_write(restoring, writes, n, err);
            n = 0;
        }
    }
    return ok && restoring_write(restoring, writes, n, err);
}

/* Everything but `meta`. */
static bool remove_all(struct restoring *restoring, struct error *err) {
    json_t *keys = database_names(restoring->db, "", err);
    bool ok = keys && remove_keys(restoring, keys, err);
    json_decref(keys);
    return ok;
}

static bool refuse_bot(struct database *db, struct error *err) {
    json_t *lease = database_ask(db, err, KEY_LEASE, "EXISTS", NULL);
    bool ok = lease != NULL;
    if (ok && json_integer_value(lease) > 0) {
        ok = err_set(err, ERR_CONFLICT,
                     "tocsin is at work on this workspace (one that was killed counts "
                     "for 10 s more). The way back: " WAY_BACK);
    }
    json_decref(lease);
    return ok;
}

static bool refuse_incidents(struct database *db, struct error *err) {
    json_t *ids = database_ids(db, true, true, err);
    bool ok = ids != NULL;
    if (ok && json_array_size(ids) > 0) {
        ok = err_set(
            err, ERR_CONFLICT,
            "there are incidents already (%zu, the first is %s). The way back: " WAY_BACK,
            json_array_size(ids), json_string_value(json_array_get(ids, 0)));
    }
    json_decref(ids);
    return ok;
}

/* The marker as it stands, "" when there is none. False with err. */
static bool read_marker(struct database *db, char *ret, size_t size, struct error *err) {
    json_t *value = database_ask(db, err, KEY_META, "HGET", FIELD, NULL);
    if (!value) {
        return false;
    }
    snprintf(ret, size, "%s", json_is_string(value) ? json_string_value(value) : "");
    json_decref(value);
    return true;
}

/* ---- from begin to end ---- */

static bool take_marker(struct restoring *restoring, const char *was, struct error *err) {
    struct tm tm;
    char at[24];
    uint8_t random[12];
    char hex[2 * sizeof random + 1];
    time_t now = time(NULL);
    gmtime_r(&now, &tm);
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &tm);
    hash_random(random, sizeof random);
    hash_hex(random, sizeof random, hex);
    snprintf(restoring->mark, sizeof restoring->mark, "%s %s", at, hex);
    const struct blob argv[] = {blob_of("HSET"), blob_of(FIELD),
                                blob_of(restoring->mark)};
    struct write write = {blob_of(KEY_META), 3, argv};
    set_checks(restoring, was);
    bool ok = restoring_write(restoring, &write, 1, err);
    set_checks(restoring, restoring->mark);
    return ok;
}

bool restoring_begin(struct restoring *restoring, struct database *db,
                     struct error *err) {
    char was[sizeof restoring->mark];
    *restoring = (struct restoring){.db = db};
    if (!refuse_bot(db, err) || !read_marker(db, was, sizeof was, err)) {
        return false;
    }
    if (was[0]) {
        return take_marker(restoring, was, err) && remove_all(restoring, err);
    }
    return refuse_incidents(db, err) && take_marker(restoring, "", err);
}

bool restoring_end(struct restoring *restoring, struct error *err) {
    const struct blob argv[] = {blob_of("HDEL"), blob_of(FIELD)};
    struct write write = {blob_of(KEY_META), 2, argv};
    return restoring_write(restoring, &write, 1, err);
}

bool restoring_undo(struct database *db, int64_t *ret_removed, struct error *err) {
    struct restoring restoring = {.db = db};
    char was[sizeof restoring.mark];
    if (!refuse_bot(db, err) || !read_marker(db, was, sizeof was, err)) {
        return false;
    }
    if (!was[0]) {
        return err_set(err, ERR_NOT_FOUND,
                       "no restore was left half done here: there is nothing to undo");
    }
    bool ok = take_marker(&restoring, was, err) && remove_all(&restoring, err) &&
              restoring_end(&restoring, err);
    *ret_removed = restoring.removed;
    return ok;
}

/* glance.c: see glance.h. */
#include "cli/glance.h"
#include "base/mem.h"
#include "cli/database_ids.h"
#include "cli/findings.h"
#include "cli/indexes.h"
#include "core/incident.h"
#include "tocsin/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARED = 200, SHOWN = 400 };

struct look {
    struct indexes indexes;
    json_t *closed; /* {id: true} */
    size_t open;    /* not among those that `closed` names */
    size_t compared;
    const char *unread; /* the first that cannot be read; of the list of ids */
};

static json_t *as_set(const json_t *list) {
    json_t *set = json_object(), *id;
    size_t i;
    json_array_foreach((json_t *)list, i, id) {
        if (json_is_string(id)) {
            json_object_set_new(set, json_string_value(id), json_true());
        }
    }
    return set;
}

/* Those that are not known as closed, one after another. */
static bool compare(struct look *look, const json_t *ids, struct error *err) {
    size_t i;
    json_t *id;
    json_array_foreach((json_t *)ids, i, id) {
        const char *name = json_string_value(id);
        if (!incident_id_valid(name)) {
            continue;
        }
        if (json_object_get(look->closed, name)) {
            continue;
        }
        look->open++;
        if (look->compared < COMPARED) {
            look->compared++;
            const long long unreadable = look->indexes.unreadable;
            if (!indexes_incident(&look->indexes, name, err)) {
                return false;
            }
            if (unreadable == 0 && look->indexes.unreadable > 0) {
                look->unread = name;
            }
        }
    }
    return true;
}

/* A key of the wrong type is set aside by the bot, and named by the doctor by then. */
static json_t *members(struct database *db, const char *key, struct error *err) {
    struct error why = {0};
    json_t *list = database_ask(db, &why, key, "ZRANGE", "0", "-1", NULL);
    if (!list && why.code == ERR_CORRUPT) {
        return json_array();
    }
    if (!list) {
        *err = why;
    }
    return list;
}

static void conclude(const struct look *look, const char *said, finding_cb report,
                     void *ctx) {
    char first[SHOWN];
    snprintf(first, sizeof first, "%.*s", (int)strcspn(said, "\n"), said);
    if (look->indexes.unreadable > 0) {
        findings_say(
            report, ctx, FINDING_BROKEN,
            "tocsin audit --all names what is wrong; what was in it comes back with "
            "a backup only",
            "Redis: %lld incident%s that may be open cannot be read, %s first",
            (long long)look->indexes.unreadable, look->indexes.unreadable == 1 ? "" : "s",
            look->unread);
    }
    if (look->indexes.wrong > 0) {
        findings_say(report, ctx, FINDING_BROKEN,
                     "tocsin rebuild makes them anew, at once; a bot at work does it by "
                     "itself, within minutes",
                     "Redis: %d index entr%s not what the incidents say: %s%s",
                     (int)look->indexes.wrong,
                     look->indexes.wrong == 1 ? "y is" : "ies are", first,
                     look->indexes.wrong > 1 ? "; ..." : "");
        return;
    }
    findings_say(report, ctx, FINDING_FINE, NULL,
                 "Redis: %zu open incident%s compared with the indexes%s; tocsin audit "
                 "--all looks at everything",
                 look->compared, look->compared == 1 ? "" : "s",
                 look->compared < look->open ? " (there are more)" : "");
}

bool glance(struct database *db, const struct setup *setup, finding_cb report, void *ctx,
            struct error *err) {
    struct look look = {0};
    char *said = NULL;
    size_t size = 0;
    FILE *to = mem_got(open_memstream(&said, &size));
    json_t *closed = members(db, KEY_CLOSED, err);
    json_t *ids = closed ? database_names(db, KEY_INCIDENT, err) : NULL;
    look.closed = as_set(closed);
    bool ok = ids && indexes_begin(&look.indexes, db, setup, false, err);
    look.indexes.to = to;
    ok = ok && indexes_readable(&look.indexes, err) && compare(&look, ids, err);
    (void)fclose(to);
    if (ok) {
        conclude(&look, said, report, ctx);
    }
    free(said);
    json_decref(look.closed);
    json_decref(closed);
    json_decref(ids);
    return ok;
}

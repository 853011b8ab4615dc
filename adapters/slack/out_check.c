/* out_check.c: everything that must be right in Slack for tocsin to work, looked at once,
 * and for each thing that is not: what somebody does about it. */
#include "out_check.h"
#include "api_lacks.h"
#include "api_methods.h"
#include "api_say.h"
#include "api_scopes.h"
#include "base/clock_apart.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "codec_dates.h"
#include "out_listing.h"
#include "out_places.h"

struct checking {
    struct place_view view; /* first */
    finding_cb report;
    void (*done)(void *ctx);
    void *ctx;
    const char *const *places;
    bool cannot_join;    /* the scope for it is missing */
    size_t probe;        /* next method that is asked for */
    const char *lacking; /* those that the server does not know, in words */
};

static void next_place(struct checking *c);
static void next_probe(struct checking *c);

static void finding(struct checking *c, enum finding_level level, const char *what,
                    const char *todo) {
    struct finding found = {.level = level, .what = what, .todo = todo};
    c->report(c->ctx, &found);
}

/* One of these, at its place. */
static void finding_of_place(struct checking *c, const char *what, const char *todo) {
    struct finding found = {
        .level = FINDING_BROKEN, .what = what, .todo = todo, .of_place = true};
    c->report(c->ctx, &found);
}

static void end(struct checking *c) {
    void (*done)(void *ctx) = c->done;
    void *ctx = c->ctx;
    op_free(&c->view.op);
    done(ctx);
}

static void stopped(struct op *op) {
    struct checking *c = (struct checking *)op;
    finding(c, FINDING_WARN, "Slack: the check was stopped before its end",
            "check again");
    end(c);
}

/* A call that did not work out: broken when Slack refused it, else not known. */
static void not_known(struct checking *c, const char *what,
                      const struct api_result *result) {
    /* Only "ask again later" is no trouble: an unreachable Slack hears nothing from us.
     */
    finding(c, result->kind == API_LIMITED ? FINDING_WARN : FINDING_BROKEN, what,
            slack_api_say(c->view.op.arena, result));
}

/* ---- how often ---- */

static void check_rates(struct checking *c) {
    const struct slack_api *api = c->view.op.slack->api;
    bool fine = true;
    for (size_t i = 0; i + 1 < slack_methods_count; i++) {
        int64_t ms = slack_api_wait(api, slack_methods[i].name);
        if (ms > 0) {
            fine = false;
            finding(c, FINDING_WARN,
                    arena_printf(c->view.op.arena,
                                 "Slack: %s may be called again in %lld s only",
                                 slack_methods[i].name, (long long)((ms + 999) / 1000)),
                    "wait; when it comes often, look for another program that uses the "
                    "same app");
        }
    }
    if (fine) {
        finding(c, FINDING_FINE, "Slack: no method is limited now", NULL);
    }
}

/* ---- places ---- */

/* Slack finds no channel by its name: all are listed, page by page. */
static void advise_id(struct checking *c, const char *place, const json_t *channel) {
    struct arena *arena = c->view.op.arena;
    int pages = listing_pages(c->view.op.slack);
    const char *id = jsonx_string(channel, "id", NULL);
    if (id && strchr(place, '#') && pages > 1) {
        finding(c, FINDING_WARN,
                arena_printf(arena,
                             "Slack place %s: a name, found in %d pages of channels",
                             place, pages),
                arena_printf(arena, "write its id instead: " SLACK_NETWORK ":%s", id));
    }
}

/* Joining comes by itself with each start (out_join.c). What was listed may be from before
 * that, and only a process that is at work knows what Slack said. */
static void not_member(struct checking *c, const char *what) {
    const struct slack *slack = c->view.op.slack;
    struct arena *arena = c->view.op.arena;
    const char *why = jsonx_string(slack->unjoined, *c->places, NULL);
    if (!why && !slack->options.at_work) {
        finding(c, FINDING_FINE, arena_printf(arena, "%s: tocsin joins it", what), NULL);
        return;
    }
    /* A scope that is missing is said already. */
    finding(
        c, c->cannot_join ? FINDING_WARN : FINDING_BROKEN,
        arena_printf(arena,
                     why ? "%s: tocsin could not join it, so it sees no reaction "
                           "there, and what it says there may come twice (%s)"
                         : "%s: tocsin is at work and no member, so it sees no "
                           "reaction there, and what it says there may come twice; its "
                           "log says why (slack.not_joined)%s",
                     what, why ? why : ""),
        "/invite tocsin there");
}

static void place_seen(struct op *op, const json_t *channel,
                       const struct api_result *result) {
    struct checking *c = (struct checking *)op;
    const char *place = *c->places;
    char *what = arena_printf(op->arena, "Slack place %s", place);
    if (!channel && result) {
        not_known(c, what, result);
    } else if (!channel) {
        finding_of_place(
            c, what,
            "there is no channel of that name that tocsin can see: check the name, "
            "and when it is private, /invite tocsin there");
    } else if (jsonx_bool(channel, "is_archived", false)) {
        finding_of_place(c, what, "it is archived: unarchive it, or configure another");
    } else if (!jsonx_bool(channel, "is_member", false) &&
               jsonx_bool(channel, "is_private", false)) {
        finding_of_place(c, what,
                         "tocsin is no member and it is private: /invite tocsin there");
    } else if (!jsonx_bool(channel, "is_member", false)) {
        not_member(c, what);
    } else {
        finding(c, FINDING_FINE, arena_printf(op->arena, "%s: tocsin is a member", what),
                NULL);
    }
    advise_id(c, place, channel);
    c->places++;
    next_place(c);
}

static void next_place(struct checking *c) {
    while (c->places && *c->places && strchr(*c->places, '@')) {
        c->places++;
    }
    if (c->places && *c->places) {
        place_view(&c->view, *c->places, place_seen);
        return;
    }
    check_rates(c);
    end(c);
}

/* ---- scopes ---- */

static bool has_scope(const char *scopes, const char *scope) {
    size_t len = strlen(scope);
    while (*scopes) {
        scopes += strspn(scopes, ", ");
        size_t n = strcspn(scopes, ", ");
        if (n == len && strncmp(scopes, scope, len) == 0) {
            return true;
        }
        scopes += n;
    }
    return false;
}

static void check_scopes(struct checking *c, const char *scopes) {
    struct arena *arena = c->view.op.arena;
    bool all = true;
    if (!scopes) {
        finding(c, FINDING_WARN, "Slack scopes: the server does not say them",
                "compare the app's OAuth & Permissions page with the manifest");
        return;
    }
    for (const struct slack_scope *s = slack_scopes; s->scope; s++) {
        if (!has_scope(scopes, s->scope)) {
            bool slight = text_equal(s->scope, SLACK_SCOPE_NAMES);
            c->cannot_join = c->cannot_join || text_equal(s->scope, SLACK_SCOPE_JOIN);
            all = false;
            finding(c, slight ? FINDING_WARN : FINDING_BROKEN,
                    arena_printf(arena, "Slack scope %s is missing: needed for %s",
                                 s->scope, s->why),
                    "add it under OAuth & Permissions and install the app again");
        }
    }
    if (all) {
        finding(c, FINDING_FINE, "Slack scopes: all that are needed", NULL);
    }
}

/* ---- what a server that is not Slack lacks ---- */

/* Asked of a channel that is nowhere they do nothing: a server that knows them says that
 * there is no such channel. */
#define NOWHERE "C00000000"
static const struct probe {
    const char *method, *channel, *key, *value;
} probes[] = {
    {"conversations.setTopic", "channel", "topic", "-"},
    {"conversations.setPurpose", "channel", "purpose", "-"},
    {"conversations.invite", "channel", "users", "U00000000"},
    {"conversations.archive", "channel", NULL, NULL},
    {"pins.add", "channel", "timestamp", "1.000000"},
    {"bookmarks.list", "channel_id", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

static void probed(struct op *op, const struct api_result *result) {
    struct checking *c = (struct checking *)op;
    const char *method = probes[c->probe].method;
    if (slack_lacks(op->slack, result)) {
        c->lacking =
            c->lacking ? arena_printf(op->arena, "%s, %s", c->lacking, method) : method;
    }
    c->probe++;
    next_probe(c);
}

static void next_probe(struct checking *c) {
    const struct probe *probe = &probes[c->probe];
    if (probe->method) {
        json_t *args = json_pack("{s:s}", probe->channel, NOWHERE);
        if (probe->key) {
            jsonx_set_string(args, probe->key, probe->value);
        }
        op_call_patiently(&c->view.op, probe->method, args, probed);
        return;
    }
    if (c->lacking) {
        finding(c, FINDING_WARN,
                arena_printf(c->view.op.arena, "Slack: this server lacks %s", c->lacking),
                "it is not Slack: tocsin goes on without, and says nothing of it on "
                "incidents");
    }
    next_place(c);
}

/* ---- tokens ---- */

static void bot_came(struct op *op, const struct api_result *result) {
    struct checking *c = (struct checking *)op;
    if (result->kind != API_OK) {
        not_known(c, "Slack bot token", result);
        check_rates(c);
        end(c);
        return;
    }
    char *what = arena_printf(op->arena, "Slack bot token: belongs to %s in %s",
                              jsonx_string(result->json, "user", "?"),
                              jsonx_string(result->json, "team", "?"));
    finding(c, FINDING_FINE, text_clean(op->arena, what, strlen(what)), NULL);
    check_scopes(c, result->scopes);
    const struct loop *loop = op->slack->options.loop;
    struct finding clock =
        clock_apart(op->arena, loop->wall(loop->self), result->date, "Slack");
    finding(c, clock.level, clock.what, clock.todo);
    if (slack_shows_dates(jsonx_string(result->json, "url", NULL))) {
        next_place(c);
    } else {
        next_probe(c);
    }
}

static void app_came(struct op *op, const struct api_result *result) {
    struct checking *c = (struct checking *)op;
    if (result->kind == API_OK) {
        finding(c, FINDING_FINE, "Slack app token: Socket Mode opens", NULL);
    } else {
        not_known(c, "Slack app token", result);
    }
    op_call_patiently(op, "auth.test", json_object(), bot_came);
}

void slack_check(struct slack *slack, finding_cb report, void (*done)(void *ctx),
                 void *ctx) {
    if (slack->stopped) {
        done(ctx);
        return;
    }
    struct checking *c = op_new(slack, sizeof *c, false, stopped);
    c->report = report;
    c->done = done;
    c->ctx = ctx;
    c->places = slack->options.places;
    op_call_patiently(&c->view.op, "apps.connections.open", json_object(), app_came);
}

/* out_check.c: everything that must be right on the homeserver for tocsin to work, looked at
 * once, and for each thing that is not: what somebody does about it.
 *
 * The adapter that is at work looks with the login it has. Without one, and with a password,
 * a device of the check's own logs in and out again: the bot's device may be at work
 * elsewhere, and a login as it would end that one's. */
#include "out_check.h"
#include "api_rooms.h"
#include "api_session.h"
#include "out_check_space.h"
#include "out_sending.h"

#include "base/address.h"
#include "base/clock_apart.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"

#define DOCTOR_DEVICE "TOCSINDOCTOR"

static void next_place(struct checking *c);

static void finding(struct checking *c, enum finding_level level, const char *what,
                    const char *todo) {
    c->report(c->ctx, &(struct finding){.level = level, .what = what, .todo = todo});
}

static void end(struct checking *c) {
    void (*done)(void *ctx) = c->done;
    void *ctx = c->ctx;
    mx_work_free(&c->work);
    done(ctx);
}

static void stopped(struct work *work) {
    struct checking *c = (struct checking *)work;
    finding(c, FINDING_WARN, "Matrix: the check was stopped before its end",
            "check again");
    end(c);
}

/* A call that did not work out: only "ask again later" is no trouble. */
static void not_known(struct checking *c, const char *what,
                      const struct matrix_result *result) {
    finding(c, result->kind == MATRIX_LIMITED ? FINDING_WARN : FINDING_BROKEN, what,
            matrix_say(c->work.arena, result));
}

static void get(struct checking *c, const char *path, work_result_cb then) {
    mx_work_call_patiently(&c->work,
                           &(struct matrix_request){.method = "GET", .path = path}, then);
}

/* ---- the end ---- */

static void logged_out(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    (void)result;
    matrix_api_token(work->matrix->api, NULL);
    end(c);
}

static void check_rates(struct checking *c) {
    static const struct {
        enum matrix_bucket bucket;
        const char *what;
    } rows[] = {{MATRIX_SEND, "messages"},
                {MATRIX_CREATE, "new rooms"},
                {MATRIX_INVITE, "invitations"},
                {MATRIX_JOIN, "joining rooms"}};
    bool fine = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t ms = matrix_api_wait(c->work.matrix->api, rows[i].bucket);
        if (ms > 0) {
            fine = false;
            finding(c, FINDING_WARN,
                    arena_printf(c->work.arena,
                                 "Matrix: the homeserver takes %s again in %lld s only",
                                 rows[i].what, (long long)((ms + 999) / 1000)),
                    "have its administrator lift the limits for tocsin's user "
                    "(deploy/matrix/README.md)");
        }
    }
    if (fine) {
        finding(c, FINDING_FINE, "Matrix: nothing is limited now", NULL);
    }
}

static void finish(struct checking *c) {
    check_rates(c);
    if (!c->own_login) {
        end(c);
        return;
    }
    mx_work_call(&c->work,
                 &(struct matrix_request){
                     .method = "POST", .path = "logout", .body = json_object()},
                 logged_out);
}

/* ---- places ---- */

static const char *named(const struct checking *c) {
    return arena_printf(c->work.arena, "Matrix place %s", *c->places);
}

static void place_done(struct checking *c) {
    c->places++;
    next_place(c);
}

static int64_t level_of(const json_t *levels, const char *user) {
    const json_t *users = json_object_get(levels, "users");
    return jsonx_int(users, user, jsonx_int(levels, "users_default", 0));
}

static void power_came(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    int64_t is = level_of(result->json, work->matrix->options.user);
    int64_t needs = jsonx_int(json_object_get(result->json, "events"), "m.room.message",
                              jsonx_int(result->json, "events_default", 0));
    if (result->kind == MATRIX_OK && is < needs) {
        finding(c, FINDING_BROKEN,
                arena_printf(work->arena, "%s: tocsin may not write there (power %lld)",
                             named(c), (long long)is),
                arena_printf(work->arena, "give tocsin's user the power %lld there",
                             (long long)needs));
    } else {
        finding(c, FINDING_FINE,
                arena_printf(work->arena, "%s: tocsin is a member", named(c)), NULL);
    }
    place_done(c);
}

static void encryption_came(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    if (result->kind == MATRIX_OK) {
        finding(c, FINDING_BROKEN,
                arena_printf(work->arena, "%s: it is encrypted", named(c)),
                "tocsin neither reads nor writes there: configure a room without "
                "encryption");
        place_done(c);
        return;
    }
    get(c, matrix_path(work->arena, "rooms/{}/state/m.room.power_levels/", c->room),
        power_came);
}

static void members_came(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    if (result->kind == MATRIX_REFUSED) {
        finding(c, FINDING_WARN,
                arena_printf(work->arena, "%s: tocsin is no member", named(c)),
                "it tries to join at its start; when the room is not public, invite it");
        place_done(c);
    } else if (result->kind != MATRIX_OK) {
        not_known(c, named(c), result);
        place_done(c);
    } else {
        get(c, matrix_path(work->arena, "rooms/{}/state/m.room.encryption/", c->room),
            encryption_came);
    }
}

static void look_at(struct checking *c, const char *room) {
    c->room = arena_strdup(c->work.arena, room);
    get(c, matrix_path(c->work.arena, "rooms/{}/joined_members", room), members_came);
}

static void alias_came(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        look_at(c, room);
        return;
    }
    if (text_equal(result->error, "M_NOT_FOUND")) {
        finding(c, FINDING_BROKEN, named(c),
                "there is no room of that name: make it, or correct the name");
    } else {
        not_known(c, named(c), result);
    }
    place_done(c);
}

static void next_place(struct checking *c) {
    while (c->places && *c->places && address_name(*c->places)[0] == '@') {
        c->places++;
    }
    if (!c->places || !*c->places) {
        matrix_check_space(c, finish);
        return;
    }
    const char *name = address_name(*c->places);
    if (name[0] == '!') {
        look_at(c, name);
        return;
    }
    get(c, matrix_path(c->work.arena, "directory/room/{}", name), alias_came);
}

/* ---- who we are ---- */

static void whoami(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    const char *wanted = work->matrix->options.user;
    const char *user = jsonx_string(result->json, "user_id", "?");
    const char *device = jsonx_string(result->json, "device_id", NULL);
    if (result->kind != MATRIX_OK) {
        finding(c, work->matrix->host ? FINDING_WARN : FINDING_BROKEN, "Matrix login",
                arena_printf(work->arena, "the homeserver does not take it: %s",
                             matrix_say(work->arena, result)));
        finish(c);
        return;
    }
    if (!text_equal(user, wanted)) {
        finding(c, FINDING_BROKEN,
                arena_printf(work->arena, "Matrix login: belongs to %s, not to %s", user,
                             wanted),
                "correct matrix.user, or take a token of that user");
    } else if (!device) {
        finding(c, FINDING_WARN,
                arena_printf(work->arena, "Matrix login: %s, without a device", user),
                "what is sent twice is then not recognised: take a token of a login");
    } else {
        finding(c, FINDING_FINE,
                arena_printf(work->arena, "Matrix login: %s%s%s", user,
                             c->own_login ? "" : ", device ", c->own_login ? "" : device),
                NULL);
    }
    next_place(c);
}

static void logged_in(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    const char *token = jsonx_string(result->json, "access_token", NULL);
    if (result->kind != MATRIX_OK || !token) {
        finding(c, FINDING_BROKEN, "Matrix login by password",
                arena_printf(work->arena, "the homeserver does not take it: %s",
                             matrix_say(work->arena, result)));
        finish(c);
        return;
    }
    log_secret(token);
    c->own_login = true;
    matrix_api_token(work->matrix->api, token);
    get(c, "account/whoami", whoami);
}

static void log_in(struct checking *c) {
    const struct matrix_options *options = &c->work.matrix->options;
    if (c->work.matrix->host) {
        get(c, "account/whoami", whoami);
    } else if (options->token) {
        matrix_api_token(c->work.matrix->api, options->token);
        get(c, "account/whoami", whoami);
    } else if (options->password) {
        mx_work_call(
            &c->work,
            &(struct matrix_request){.method = "POST",
                                     .path = "login",
                                     .body = matrix_login(options, DOCTOR_DEVICE),
                                     .open = true},
            logged_in);
    } else {
        finding(c, FINDING_WARN,
                "Matrix login: neither a token nor a password is given, only what an "
                "earlier start may have kept",
                "give tocsin doctor the password or the token as well, to see more");
        finish(c);
    }
}

/* ---- the homeserver ---- */

static void versions_came(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    const char *url = work->matrix->options.homeserver;
    const struct loop *loop = work->matrix->options.loop;
    if (result->kind == MATRIX_OK &&
        json_is_array(json_object_get(result->json, "versions"))) {
        finding(c, FINDING_FINE,
                arena_printf(work->arena, "Matrix homeserver: %s answers", url), NULL);
        struct finding clock = clock_apart(work->arena, loop->wall(loop->self),
                                           result->date, "the homeserver");
        finding(c, clock.level, clock.what, clock.todo);
        log_in(c);
        return;
    }
    finding(c, FINDING_BROKEN, arena_printf(work->arena, "Matrix homeserver %s", url),
            result->kind == MATRIX_OK || result->kind == MATRIX_REFUSED
                ? "it answers, but not as a homeserver does: correct matrix.homeserver"
                : matrix_say(work->arena, result));
    end(c);
}

void matrix_check(struct matrix *matrix, finding_cb report, void (*done)(void *ctx),
                  void *ctx) {
    if (matrix->stopped || matrix->fatal) {
        done(ctx);
        return;
    }
    struct checking *c = mx_work_new(matrix, sizeof *c, MATRIX_ORDINARY, stopped);
    c->report = report;
    c->done = done;
    c->ctx = ctx;
    c->places = matrix->options.places;
    mx_work_call_patiently(&c->work,
                           &(struct matrix_request){.method = "GET",
                                                    .path = "/_matrix/client/versions",
                                                    .open = true},
                           versions_came);
}

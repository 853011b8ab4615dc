/* api_session.c: see api_session.h.
 *
 * Of three tokens the first that there is counts: the configured one, the one that a login
 * brought, the one that an earlier process kept. Each is asked whose it is before it is used:
 * one of another user would answer in somebody else's name. When the homeserver does not take
 * it any more, a password logs in again as the same device (soft log-out or not: what was
 * sent as that device is recognised again); without one, only a person can help. */
#include "api_session.h"
#include "api.h"

#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RETRY_FIRST_MS = 1000, RETRY_MOST_MS = 30 * 1000, WHY_MOST = 512 };

struct matrix_session {
    struct matrix *matrix;
    struct matrix_session_calls calls;
    struct loop_timer *timer;
    char *token;  /* of a login, or kept; NULL: the configured one, or none */
    char *device; /* which device that is */
    bool up, stopped;
    unsigned failures;
};

static void begin(void *ctx);

static void on_refused(void *ctx, bool soft, const char *why) {
    struct matrix_session *session = ctx;
    log_event(LOG_LEVEL_WARN, "matrix.logged_out", "soft", soft ? "yes" : "no", "why",
              why, NULL);
    session->up = false;
    free(session->token);
    session->token = NULL;
    if (session->stopped) {
        return;
    }
    if (session->matrix->options.token || !session->matrix->options.password) {
        session->matrix->give_up(
            session->matrix,
            session->matrix->options.token
                ? "the homeserver does not take the access token any more: make a new "
                  "one "
                  "and start tocsin with it"
                : "the homeserver has logged tocsin out and there is no password to log "
                  "in "
                  "again: start tocsin with matrix.password_file or MATRIX_PASSWORD");
        return;
    }
    const struct loop *loop = session->matrix->options.loop;
    loop->timer_start(session->timer, 0);
}

struct matrix_session *matrix_session_new(struct matrix *matrix,
                                          const struct matrix_session_calls *calls) {
    struct matrix_session *session = mem_new(sizeof *session);
    const struct loop *loop = matrix->options.loop;
    session->matrix = matrix;
    session->calls = *calls;
    session->timer = loop->timer(loop->self, begin, session);
    matrix_api_on_refused(matrix->api, on_refused, session);
    return session;
}

void matrix_session_stop(struct matrix_session *session) {
    session->stopped = true;
    session->matrix->options.loop->timer_stop(session->timer);
}

void matrix_session_free(struct matrix_session *session) {
    session->matrix->options.loop->timer_free(session->timer);
    if (session->token) {
        explicit_bzero(session->token, strlen(session->token));
    }
    free(session->token);
    free(session->device);
    free(session);
}

const char *matrix_session_token(const struct matrix_session *session) {
    return session->token;
}

const char *matrix_session_device(const struct matrix_session *session) {
    return session->device;
}

/* ---- trying again ---- */

static void later(struct matrix_session *session, const struct matrix_result *result) {
    int64_t ms = (int64_t)RETRY_FIRST_MS
                 << (session->failures < 5 ? session->failures : 5);
    session->failures++;
    ms = ms < RETRY_MOST_MS ? ms : RETRY_MOST_MS;
    ms = result->retry_ms > ms ? result->retry_ms : ms;
    log_event(LOG_LEVEL_WARN, "matrix.login.failed", "why", result->why, NULL);
    session->matrix->options.loop->timer_start(session->timer, ms);
}

/* Nothing but a person's doing changes it. */
static void for_good(struct matrix_session *session, const char *what,
                     const struct matrix_result *result) {
    char why[WHY_MOST];
    snprintf(why, sizeof why, "%s (%s)", what, result->error);
    session->matrix->give_up(session->matrix, why);
}

static void is_up(struct matrix_session *session) {
    session->up = true;
    session->failures = 0;
    log_event(LOG_LEVEL_INFO, "matrix.login", "user", session->matrix->options.user,
              "device", session->device, NULL);
    session->calls.up(session->calls.ctx);
}

/* ---- by password ---- */

json_t *matrix_login(const struct matrix_options *options, const char *device) {
    return json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:s}", "type", "m.login.password",
                     "identifier", "type", "m.id.user", "user", options->user, "password",
                     options->password, "device_id", device,
                     "initial_device_display_name", "tocsin");
}

static void logged_in(void *ctx, const struct matrix_result *result) {
    struct matrix_session *session = ctx;
    const struct matrix_options *options = &session->matrix->options;
    const char *token = jsonx_string(result->json, "access_token", NULL);
    const char *user = jsonx_string(result->json, "user_id", NULL);
    static const char *const wrong[] = {"M_FORBIDDEN", "M_USER_DEACTIVATED",
                                        "M_INVALID_USERNAME", NULL};
    if (session->stopped) {
        return;
    }
    if (result->kind == MATRIX_OK && token && text_equal(user, options->user)) {
        log_secret(token);
        session->token = mem_copy(token);
        free(session->device);
        session->device =
            mem_copy(jsonx_string(result->json, "device_id", options->device));
        matrix_api_token(session->matrix->api, token);
        session->calls.changed(session->calls.ctx);
        is_up(session);
    } else if (result->kind == MATRIX_OK) {
        session->matrix->give_up(session->matrix,
                                 "the homeserver logged in somebody else than "
                                 "matrix.user: write it as the homeserver does");
    } else if (result->kind == MATRIX_REFUSED && text_in(result->error, wrong)) {
        for_good(session, "the homeserver does not take user and password", result);
    } else if (result->kind == MATRIX_REFUSED) {
        for_good(session,
                 "the homeserver has no login by password: give an access token "
                 "(matrix.token_file or MATRIX_TOKEN)",
                 result);
    } else {
        later(session, result);
    }
}

/* ---- by token ---- */

static void whoami(void *ctx, const struct matrix_result *result) {
    struct matrix_session *session = ctx;
    const char *user = jsonx_string(result->json, "user_id", NULL);
    if (session->stopped || session->matrix->fatal) {
        return;
    }
    if (result->kind == MATRIX_OK && text_equal(user, session->matrix->options.user)) {
        free(session->device);
        session->device = mem_copy(jsonx_string(result->json, "device_id", NULL));
        is_up(session);
    } else if (result->kind == MATRIX_OK) {
        session->matrix->give_up(session->matrix,
                                 "the access token is that of another user than "
                                 "matrix.user: correct one of the two");
    } else if (result->kind == MATRIX_REFUSED) {
        for_good(session, "the homeserver does not take the access token", result);
    } else if (session->matrix->options.token || session->token) {
        later(session, result);
    } /* else it is logged out: on_refused() goes on */
}

static void begin(void *ctx) {
    struct matrix_session *session = ctx;
    const struct matrix_options *options = &session->matrix->options;
    const char *token = options->token ? options->token : session->token;
    if (session->stopped) {
        return;
    }
    if (token) {
        matrix_api_token(session->matrix->api, token);
        matrix_call(session->matrix->api,
                    &(struct matrix_request){.method = "GET", .path = "account/whoami"},
                    whoami, session);
        return;
    }
    if (!options->password) {
        session->matrix->give_up(session->matrix,
                                 "there is neither an access token nor a password");
        return;
    }
    matrix_call(session->matrix->api,
                &(struct matrix_request){
                    .method = "POST",
                    .path = "login",
                    .body = matrix_login(options, session->device ? session->device
                                                                  : options->device),
                    .open = true},
                logged_in, session);
}

void matrix_session_start(struct matrix_session *session, const char *token,
                          const char *device) {
    if (token && !session->matrix->options.token) {
        log_secret(token);
        session->token = mem_copy(token);
    }
    session->device = mem_copy(device);
    begin(session);
}

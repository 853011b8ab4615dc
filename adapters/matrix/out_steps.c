/* out_steps.c: see out_steps.h. Each step may be done twice without harm, and what is so
 * already counts as done.
 *
 * A closed room stays where it is and can be read; nobody but tocsin writes there, by power
 * level, until it is opened again. It leaves the space, which shows what is open. */
#include "out_steps.h"
#include "codec_pills.h"
#include "codec_room.h"
#include "out_opening.h"
#include "out_places.h"
#include "out_space.h"

#include "base/jsonx.h"
#include "base/text.h"

enum { INVITE_WAIT_MS = 10 * 1000 }; /* a limit that takes longer is not waited for */

/* ---- its people ---- */

static void next_person(struct sending *s);
static void invite(struct work *work);

static const char *person(const struct sending *s) {
    const char *const *people = s->delivery->people;
    return people ? people[s->opening->person] : NULL;
}

static void not_invited(struct sending *s, const char *why) {
    const char *actor = person(s), *id = matrix_user_of(actor);
    s->opening->failed = arena_printf(
        s->work.arena, "%s%s%s (%s)", s->opening->failed ? s->opening->failed : "",
        s->opening->failed ? ", " : "", id ? id : actor, why);
    s->opening->person++;
    next_person(s);
}

static void invited(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK) {
        s->opening->invited++;
        s->opening->person++;
        next_person(s);
    } else if (result->kind == MATRIX_LIMITED && result->retry_ms <= INVITE_WAIT_MS) {
        mx_work_wait(work, result->retry_ms, invite);
    } else if (result->kind == MATRIX_LIMITED || result->kind == MATRIX_REFUSED) {
        not_invited(s, matrix_say(work->arena, result));
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, true); /* who is in by then is not invited again */
    }
}

static void invite(struct work *work) {
    struct sending *s = (struct sending *)work;
    mx_work_call(work,
                 &(struct matrix_request){
                     .method = "POST",
                     .path = matrix_path(work->arena, "rooms/{}/invite", s->room),
                     .body = json_pack("{s:s}", "user_id", matrix_user_of(person(s))),
                     .bucket = MATRIX_INVITE},
                 invited);
}

static void member_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *is = jsonx_string(result->json, "membership", "");
    if (result->kind == MATRIX_OK &&
        (text_equal(is, "join") || text_equal(is, "invite"))) {
        s->opening->person++;
        next_person(s);
    } else if (result->kind == MATRIX_OK || result->kind == MATRIX_REFUSED) {
        invite(work);
    } else {
        mx_failed(s, result, true);
    }
}

static void next_person(struct sending *s) {
    const char *actor = person(s), *user = matrix_user_of(actor);
    if (actor && !user) {
        not_invited(s, "that is nobody of Matrix");
    } else if (actor) {
        mx_work_call_patiently(
            &s->work,
            &(struct matrix_request){
                .method = "GET",
                .path = matrix_path(s->work.arena, "rooms/{}/state/m.room.member/{}",
                                    s->room, user)},
            member_came);
    } else if (s->opening->failed) {
        mx_denied(s, arena_printf(s->work.arena,
                                  "invited %zu; could not invite %s: invite them by hand",
                                  s->opening->invited, s->opening->failed));
    } else {
        mx_sent(s, NULL);
    }
}

/* ---- its end ---- */

static bool shuts(const struct sending *s) {
    return text_equal(s->delivery->step, STEP_ARCHIVE);
}

static void step_end(struct sending *s) {
    mx_sent(s, NULL);
}

static void spaced(struct sending *s, const char *space) {
    matrix_space_shows(s, space, !shuts(s), step_end);
}

static void rules_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *rule = jsonx_string(result->json, "join_rule", "");
    if (text_equal(rule, "restricted")) {
        s->opening->made_space = shuts(s); /* none is made to be taken out of */
        matrix_space(s, spaced);
    } else {
        mx_sent(s, NULL); /* a private room was never in it */
    }
}

static void powers_set(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK) {
        matrix_room_get(s, "m.room.join_rules", rules_came);
    } else {
        mx_failed(s, result, true);
    }
}

static void powers_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    json_t *changed =
        result->kind == MATRIX_OK ? matrix_powers_shut(result->json, shuts(s)) : NULL;
    if (changed) {
        matrix_room_put(s, "m.room.power_levels", changed, powers_set);
    } else if (result->kind == MATRIX_OK) {
        matrix_room_get(s, "m.room.join_rules", rules_came);
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, true);
    }
}

void matrix_step(struct sending *s) {
    const char *step = s->delivery->step;
    if (!s->opening) {
        matrix_opening(s);
    }
    if (text_equal(step, STEP_INVITE)) {
        next_person(s);
    } else if (text_equal(step, STEP_ARCHIVE) || text_equal(step, STEP_UNARCHIVE)) {
        matrix_room_get(s, "m.room.power_levels", powers_came);
    } else if (text_equal(step, STEP_PURPOSE)) {
        mx_sent(
            s, NULL); /* a room has a topic and no purpose; whose it is, it says itself */
    } else {
        mx_denied(s, "Matrix has no such step");
    }
}

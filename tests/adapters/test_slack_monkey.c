/* Whatever comes in whatever order: envelopes, copies, replies, cuts, answers of Slack,
 * time. Seeds are fixed, so that a failure can be repeated. What must hold: no copy of an
 * envelope is acknowledged twice; what came over a socket that stays open is acknowledged
 * in the end; one answer rides in an ack for each thing that was asked, as long as no
 * socket went down and Slack did not wait in vain for the first ack; nothing is used
 * after its end (sanitizers). */
#include "slack/codec_views.h"
#include "world.h"

#include "base/text.h"

enum { SEEDS = 400, STEPS = 120, THINGS = 12, COPIES = 512, ACK_WAITED_MS = 3000 };

struct copy {
    struct websocket *socket;
    char envelope[16];
    int thing;
    int64_t at; /* when it came */
};

struct monkey {
    struct world *world;
    uint64_t state;
    struct copy copies[COPIES];
    size_t ncopies;
    bool cut;
};

static unsigned any(struct monkey *monkey, unsigned n) {
    monkey->state = monkey->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(monkey->state >> 33) % n;
}

static struct websocket *any_socket(struct monkey *monkey) {
    struct websocket *open[WORLD_SOCKETS];
    unsigned n = 0;
    for (size_t i = 0; i < monkey->world->nsockets; i++) {
        if (!monkey->world->sockets[i]->ended) {
            open[n++] = monkey->world->sockets[i];
        }
    }
    return n == 0 ? NULL : open[any(monkey, n)];
}

static json_t *interactive(const char *envelope, const char *trigger, json_t *payload) {
    json_object_set_new(payload, "user", json_pack("{s:s}", "id", "U1"));
    json_object_set_new(payload, "trigger_id", json_string(trigger));
    return json_pack("{s:s, s:s, s:b, s:o}", "type", "interactive", "envelope_id",
                     envelope, "accepts_response_payload", 1, "payload", payload);
}

/* Thing 0..THINGS-1: what it is depends on its number. */
static json_t *thing(const struct monkey *monkey, int n, const char *envelope) {
    char trigger[16];
    snprintf(trigger, sizeof trigger, "7.%d", n);
    switch (n % 6) {
    case 0:
        return world_slash(envelope, trigger, "update a");
    case 1:
        return world_slash(envelope, trigger, "");
    case 2:
        return interactive(
            envelope, trigger,
            json_pack("{s:s, s:s}", "type", "shortcut", "callback_id", "declare"));
    case 3:
        return world_event(envelope, trigger,
                           "{\"type\":\"app_mention\",\"user\":\"U1\",\"channel\":\"C1\","
                           "\"text\":\"<@UBOT> list\",\"ts\":\"1760000002.000100\"}");
    case 4:
        return world_event(envelope, trigger,
                           "{\"type\":\"app_home_opened\",\"tab\":\"home\","
                           "\"user\":\"U1\",\"channel\":\"D1\"}");
    default:
        break;
    }
    json_t *form =
        json_pack("{s:s, s:s, s:[{s:s, s:s, s:s}]}", "command", "update", "title", "Post",
                  "fields", "name", "update", "label", "What", "type", "text");
    json_t *view = slack_view_form(monkey->world->arena, form, "slack:C1", "/inc");
    json_decref(form);
    json_object_set_new(view, "id", json_string("V9"));
    return interactive(envelope, trigger,
                       json_pack("{s:s, s:o}", "type", "view_submission", "view", view));
}

static void hand_in(struct monkey *monkey) {
    struct websocket *socket = any_socket(monkey);
    if (!socket || monkey->ncopies == COPIES) {
        return;
    }
    struct copy *copy = &monkey->copies[monkey->ncopies];
    snprintf(copy->envelope, sizeof copy->envelope, "e%zu", monkey->ncopies++);
    copy->socket = socket;
    /* In bursts: what is not acknowledged soon comes again and again. */
    copy->thing = monkey->ncopies > 1 && any(monkey, 3) == 0 ? copy[-1].thing
                                                             : (int)any(monkey, THINGS);
    copy->at = monkey->world->now;
    world_json(socket, thing(monkey, copy->thing, copy->envelope));
}

static void reply(struct monkey *monkey, size_t n) {
    struct world *world = monkey->world;
    json_t *form = NULL;
    if (!world->inputs[n].done) {
        return;
    }
    if (world->inputs[n].kind == INPUT_FORM && any(monkey, 4) > 0) {
        form = json_pack("{s:s, s:s, s:[]}", "command", "declare", "title", "Declare",
                         "fields");
    }
    const struct reply said = {
        .status = any(monkey, 4) > 0 ? REPLY_DONE : REPLY_REFUSED,
        .saved = any(monkey, 2),
        .field = any(monkey, 4) > 0 ? NULL : "update",
        .form = form,
        .body = form || any(monkey, 8) == 0 ? NULL : world_tree(world, "the answer"),
    };
    world_reply(world, n, &said);
    json_decref(form);
}

static void answer(struct monkey *monkey, struct world_request *request) {
    static const char *const refusals[] = {"expired_trigger_id", "not_found",
                                           "not_in_channel", "internal_error"};
    char json[64];
    if (request->answered) {
        return;
    }
    switch (any(monkey, 8)) {
    case 0:
        world_answer(request, HTTP_NOT_SENT, 0, NULL, NULL);
        break;
    case 1:
        world_answer(request, HTTP_UNKNOWN, 0, NULL, NULL);
        break;
    case 2:
        world_answer(request, HTTP_DONE, 429, "{\"ok\":false,\"error\":\"ratelimited\"}",
                     "3");
        break;
    case 3:
        snprintf(json, sizeof json, "{\"ok\":false,\"error\":\"%s\"}",
                 refusals[any(monkey, 4)]);
        world_ok(request, json);
        break;
    default:
        world_ok(request, "{\"ok\":true,\"view\":{\"id\":\"V1\"},\"ts\":\"1.1\"}");
        break;
    }
}

static void step(struct monkey *monkey, bool cuts) {
    struct world *world = monkey->world;
    struct websocket *socket = any_socket(monkey);
    switch (any(monkey, 9)) {
    case 0:
    case 1:
    case 2:
        hand_in(monkey);
        break;
    case 3:
    case 4:
        if (world->ninputs > 0) {
            reply(monkey, any(monkey, (unsigned)world->ninputs));
        }
        break;
    case 5:
    case 6:
        answer(monkey, &world->requests[any(monkey, (unsigned)world->nrequests)]);
        break;
    case 7:
        world_run(world, (int64_t)any(monkey, 4) * 700);
        break;
    default:
        if (cuts && socket && any(monkey, 2)) {
            monkey->cut = true;
            world_closed(socket, "cut");
        } else if (cuts && socket) {
            monkey->cut = true;
            world_text(socket, "{\"type\":\"disconnect\",\"reason\":\"warning\"}");
        }
        break;
    }
    world_step(world);
}

static void settle(struct monkey *monkey) {
    struct world *world = monkey->world;
    for (size_t i = 0; i < world->ninputs; i++) {
        reply(monkey, i);
    }
    for (int round = 0; round < 8; round++) {
        for (size_t i = 0; i < world->nrequests; i++) {
            if (!world->requests[i].answered) {
                answer(monkey, &world->requests[i]);
            }
        }
        for (size_t i = 0; i < world->ninputs; i++) {
            reply(monkey, i); /* App Home asks again */
        }
        world_run(world, 10000);
    }
}

static void look(const struct monkey *monkey) {
    int64_t answered[THINGS] = {0}; /* when the copy came that was answered last */
    for (size_t i = 0; i < monkey->ncopies; i++) {
        const struct copy *copy = &monkey->copies[i];
        size_t acks = 0;
        for (size_t f = 0; f < copy->socket->nframes; f++) {
            const json_t *frame = copy->socket->frames[f];
            if (text_equal(jsonx_string(frame, "envelope_id", ""), copy->envelope)) {
                const json_t *payload = json_object_get(frame, "payload");
                acks++;
                /* A copy of a form is told the same: an empty ack would close it. */
                if (!payload || json_object_get(payload, "response_action")) {
                    continue;
                }
                /* A second time only when Slack no longer waits for the first ack. */
                assert_true(answered[copy->thing] == 0 || monkey->cut ||
                            copy->at - answered[copy->thing] >= ACK_WAITED_MS);
                answered[copy->thing] = copy->at;
            }
        }
        assert_true(acks <= 1);
        assert_true(acks == 1 || copy->socket->ended);
    }
}

static void holds(bool cuts) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct monkey *monkey = calloc(1, sizeof *monkey);
        assert_non_null(monkey);
        monkey->world = world_up(2);
        world_ok(world_request(monkey->world, "conversations.list", 0),
                 "{\"ok\":true,\"channels\":[]}");
        monkey->state = seed;
        for (int i = 0; i < STEPS; i++) {
            step(monkey, cuts);
        }
        if (seed % 3 > 0) { /* the others end in the middle of it */
            settle(monkey);
            look(monkey);
        }
        world_free(monkey->world);
        free(monkey);
    }
}

static void with_sockets_that_stay(void **state) {
    (void)state;
    holds(false);
}

static void with_sockets_that_are_cut(void **state) {
    (void)state;
    holds(true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_sockets_that_stay),
        cmocka_unit_test(with_sockets_that_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

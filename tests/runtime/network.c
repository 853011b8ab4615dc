/* network.c: the far side. What arrives is written down in order, with what was answered;
 * without a rule everything is accepted. */
#include "harness.h"

#include "core/markup_text.h"

static char *copy(const char *s) {
    char *to = s ? strdup(s) : NULL;
    if (s && !to) {
        abort();
    }
    return to;
}

static char *joined(const char *const *people) {
    size_t size = 1;
    for (size_t i = 0; people && people[i]; i++) {
        size += strlen(people[i]) + 1;
    }
    char *all = calloc(1, size);
    if (!all) {
        abort();
    }
    for (size_t i = 0; people && people[i]; i++) {
        snprintf(all + strlen(all), size - strlen(all), "%s%s", i ? " " : "", people[i]);
    }
    return all;
}

static struct heard *record(struct network *network, enum heard_as as,
                            const struct delivery *delivery) {
    if (network->n == network->cap) {
        network->cap = network->cap ? 2 * network->cap : 64;
        network->log = realloc(network->log, network->cap * sizeof *network->log);
        if (!network->log) {
            abort();
        }
    }
    struct arena *arena = arena_new();
    struct heard *heard = &network->log[network->n++];
    *heard = (struct heard){
        .as = as,
        .kind = delivery->kind,
        .id = copy(delivery->id),
        .place = copy(delivery->place),
        .incident = copy(delivery->incident),
        .slot = copy(delivery->slot),
        .level = copy(delivery->level),
        .step = copy(delivery->step),
        .people = joined(delivery->people),
        .remote = copy(delivery->remote),
        .thread = copy(delivery->thread),
        .wide = delivery->wide,
        .unsure = delivery->unsure,
        .private_place = delivery->private_place,
        .text = copy(delivery->body ? markup_plain(arena, delivery->body) : ""),
    };
    arena_free(arena);
    return heard;
}

static bool fits(const struct rule *rule, const struct heard *heard) {
    if (rule->as != heard->as || rule->times == 0 ||
        (rule->place && !strstr(heard->place, rule->place)) ||
        (rule->step && (!heard->step || strcmp(rule->step, heard->step) != 0)) ||
        (rule->slot && (!heard->slot || strcmp(rule->slot, heard->slot) != 0))) {
        return false;
    }
    return !rule->text ||
           (rule->text[0] ? strstr(heard->text, rule->text) != NULL : !heard->text[0]);
}

static void call(void *self, enum heard_as as, const struct delivery *delivery,
                 outcome_cb done, void *ctx) {
    struct network *network = self;
    size_t at = network->n;
    const struct heard *heard = record(network, as, delivery);
    char channel[LIMIT_PLACE + 1];
    snprintf(channel, sizeof channel, "net:%s", delivery->place);
    struct outcome outcome = {
        .kind = OUTCOME_SENT,
        .place = delivery->kind == DELIVERY_OPEN ? channel : delivery->place,
        .private_place = delivery->private_place,
    };
    if ((network->adapter.caps & CAP_BUTTONS) && delivery->kind == DELIVERY_POST) {
        outcome.remote = heard->id; /* what its edits come under as `remote` */
    }
    for (size_t i = 0; i < network->nrules; i++) {
        struct rule *rule = &network->rules[i];
        if (!fits(rule, heard)) {
            continue;
        }
        rule->times -= rule->times > 0;
        if (rule->hook) {
            rule->hook(rule->ctx);
        }
        if (rule->hold) {
            assert_true(network->nheld < HELD_MAX);
            network->log[at].held = true;
            network->held[network->nheld++] = (struct held){at, done, ctx};
            return;
        }
        outcome = rule->answer;
        break;
    }
    network->log[at].answer = outcome.kind;
    done(ctx, &outcome);
}

static void net_send(void *self, const struct delivery *delivery, outcome_cb done,
                     void *ctx) {
    call(self, HEARD_SEND, delivery, done, ctx);
}

static void net_look(void *self, const struct delivery *delivery, outcome_cb done,
                     void *ctx) {
    call(self, HEARD_LOOK, delivery, done, ctx);
}

static bool net_start(void *self, const struct host *host) {
    struct network *network = self;
    network->host = host;
    return true;
}

static void net_stop(void *self) {
    (void)self;
}

static const char *net_own_id(void *self) {
    (void)self;
    return "UBOT";
}

void network_init(struct network *network, struct stage *stage, unsigned caps) {
    network->stage = stage;
    network->adapter = (struct adapter){
        .network = "net",
        .caps = caps,
        .repeats_ms = stage->repeats_ms,
        .self = network,
        .send = net_send,
        .look = net_look,
        .start = net_start,
        .own_id = net_own_id,
        .stop = net_stop,
        .free = net_stop,
    };
}

void network_rule(struct network *network, struct rule rule) {
    assert_true(network->nrules < RULES_MAX);
    network->rules[network->nrules++] = rule;
}

bool network_release(struct network *network, struct outcome outcome) {
    if (network->nheld == 0) {
        return false;
    }
    struct held held = network->held[0];
    network->nheld--;
    memmove(network->held, network->held + 1, network->nheld * sizeof held);
    network->log[held.heard].held = false;
    network->log[held.heard].answer = outcome.kind;
    held.done(held.ctx, &outcome);
    return true;
}

size_t network_find(const struct network *network, size_t from, enum heard_as as,
                    const char *place, const char *text) {
    const struct rule wanted = {.as = as, .place = place, .text = text, .times = -1};
    for (size_t i = from; i < network->n; i++) {
        if (fits(&wanted, &network->log[i])) {
            return i;
        }
    }
    return network->n;
}

size_t network_count(const struct network *network, enum heard_as as, const char *place,
                     const char *text) {
    size_t count = 0;
    for (size_t i = 0; i < network->n; i++) {
        i = network_find(network, i, as, place, text);
        count += i < network->n;
    }
    return count;
}

void network_free(struct network *network) {
    for (size_t i = 0; i < network->n; i++) {
        struct heard *heard = &network->log[i];
        free(heard->id);
        free(heard->place);
        free(heard->incident);
        free(heard->slot);
        free(heard->level);
        free(heard->text);
        free(heard->step);
        free(heard->people);
        free(heard->remote);
        free(heard->thread);
    }
    free(network->log);
    network->log = NULL;
    network->n = network->cap = network->nrules = 0;
}

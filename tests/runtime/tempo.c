/* tempo.c: the bot's loop with timers of our own. Deferred calls go through the real loop
 * and are counted, so that the stage knows when all of them have run. */
#include "harness.h"

enum { MONO_START = 1000 * 1000 };

struct loop_timer {
    struct tempo *tempo;
    void (*cb)(void *ctx);
    void *ctx;
    bool running;
    int64_t due;
    uint64_t order; /* of two that are due together the one started first */
    struct loop_timer *next, **link;
};

struct tempo {
    struct loop loop;
    struct loop *real;
    struct stage *stage;
    int64_t mono;
    int64_t stepped; /* by how much somebody has set the wall clock */
    uint64_t orders;
    struct loop_timer *timers;
};

static int64_t tempo_wall(void *self) {
    const struct tempo *tempo = self;
    return STAGE_START + tempo->mono - MONO_START + tempo->stepped;
}

static int64_t tempo_clock(void *self) {
    return tempo_mono(self);
}

static struct loop_timer *timer_new(void *self, void (*cb)(void *ctx), void *ctx) {
    struct tempo *tempo = self;
    struct loop_timer *timer = calloc(1, sizeof *timer);
    if (!timer) {
        abort();
    }
    *timer = (struct loop_timer){.tempo = tempo, .cb = cb, .ctx = ctx};
    timer->next = tempo->timers;
    timer->link = &tempo->timers;
    if (timer->next) {
        timer->next->link = &timer->next;
    }
    tempo->timers = timer;
    return timer;
}

static void timer_start(struct loop_timer *timer, int64_t ms) {
    timer->running = true;
    timer->due = timer->tempo->mono + (ms > 0 ? ms : 0);
    timer->order = timer->tempo->orders++;
}

static void timer_stop(struct loop_timer *timer) {
    timer->running = false;
}

static void timer_free(struct loop_timer *timer) {
    *timer->link = timer->next;
    if (timer->next) {
        timer->next->link = timer->link;
    }
    free(timer);
}

struct trampoline {
    struct stage *stage;
    void (*cb)(void *ctx);
    void *ctx;
};

static void bounced(void *ctx) {
    struct trampoline trampoline = *(struct trampoline *)ctx;
    free(ctx);
    trampoline.cb(trampoline.ctx);
    stage_end(trampoline.stage);
}

static void tempo_defer(void *self, void (*cb)(void *ctx), void *ctx) {
    struct tempo *tempo = self;
    struct trampoline *trampoline = malloc(sizeof *trampoline);
    if (!trampoline) {
        abort();
    }
    *trampoline = (struct trampoline){tempo->stage, cb, ctx};
    stage_begin(tempo->stage);
    tempo->real->defer(tempo->real->self, bounced, trampoline);
}

struct tempo *tempo_new(struct stage *stage, struct loop *real) {
    struct tempo *tempo = calloc(1, sizeof *tempo);
    if (!tempo) {
        abort();
    }
    tempo->stage = stage;
    tempo->real = real;
    tempo->mono = MONO_START;
    tempo->loop = (struct loop){
        .self = tempo,
        .wall = tempo_wall,
        .mono = tempo_clock,
        .timer = timer_new,
        .timer_start = timer_start,
        .timer_stop = timer_stop,
        .timer_free = timer_free,
        .defer = tempo_defer,
    };
    return tempo;
}

const struct loop *tempo_loop(const struct tempo *tempo) {
    return &tempo->loop;
}

int64_t tempo_mono(const struct tempo *tempo) {
    return tempo->mono;
}

void tempo_set(struct tempo *tempo, int64_t mono) {
    tempo->mono = mono;
}

void tempo_step(struct tempo *tempo, int64_t by) {
    tempo->stepped += by;
}

static struct loop_timer *soonest(const struct tempo *tempo) {
    struct loop_timer *first = NULL;
    for (struct loop_timer *timer = tempo->timers; timer; timer = timer->next) {
        if (timer->running &&
            (!first || timer->due < first->due ||
             (timer->due == first->due && timer->order < first->order))) {
            first = timer;
        }
    }
    return first;
}

bool tempo_fire(struct tempo *tempo) {
    struct loop_timer *timer = soonest(tempo);
    if (!timer || timer->due > tempo->mono) {
        return false;
    }
    timer->running = false;
    timer->cb(timer->ctx);
    return true;
}

bool tempo_next(struct tempo *tempo, int64_t until) {
    const struct loop_timer *timer = soonest(tempo);
    if (!timer || timer->due > until) {
        return false;
    }
    tempo->mono = timer->due > tempo->mono ? timer->due : tempo->mono;
    return true;
}

void tempo_free(struct tempo *tempo) {
    while (tempo->timers) {
        timer_free(tempo->timers);
    }
    free(tempo);
}

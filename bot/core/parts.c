/* parts.c: which parts there are, and when all of them make a whole. What is said of
 * them: parts_read.c, parts_said.c. */
#include "core/parts.h"
#include "base/err.h"
#include "base/text.h"
#include "core/markup_text.h"

enum { WHOLE = 100 };

const struct part *part_find(const struct incident *incident, const char *name) {
    for (size_t i = 0; i < incident->nparts; i++) {
        if (text_equal_nocase(incident->parts[i].name, name)) {
            return &incident->parts[i];
        }
    }
    return NULL;
}

static bool is_restored(const struct part *part) {
    return part && text_equal(part->state, PART_RESTORED) &&
           (part->percent == 0 || part->percent == WHOLE);
}

bool parts_all_restored(const struct incident *incident) {
    for (size_t i = 0; i < incident->nservices; i++) {
        if (!is_restored(part_find(incident, incident->services[i]))) {
            return false;
        }
    }
    for (size_t i = 0; i < incident->nparts; i++) {
        if (!is_restored(&incident->parts[i])) {
            return false;
        }
    }
    return incident->nservices > 1;
}

const struct part *parts_broken(const struct incident *incident) {
    for (size_t i = 0; i < incident->nparts; i++) {
        const struct part *part = &incident->parts[i];

        if (text_equal(part->state, PART_BROKEN) ||
            (text_equal(part->state, PART_RESTORED) && !is_restored(part))) {
            return part;
        }
    }
    return NULL;
}

bool part_room(const struct incident *incident, const char *name, struct error *err) {
    static const char *const stand[] = {"part", "name", "region", "component", NULL};

    if (text_in_nocase(name, stand) && !part_find(incident, name)) {
        return err_set(err, ERR_INVALID,
                       "Nothing was done: \"%s\" only stands for the part that is meant. "
                       "Write its name.",
                       name);
    }
    if (strlen(name) > LIMIT_PART) {
        size_t len = strlen(name);

        return err_set(err, ERR_LIMIT,
                       "The name of the part is too long: of its %zu characters %zu fit.",
                       utf8_count(name, len),
                       utf8_count(name, utf8_floor(name, len, LIMIT_PART)));
    }
    return part_find(incident, name) || incident->nparts < LIMIT_PARTS ||
           err_set(err, ERR_LIMIT,
                   "%s has %d parts, which is the limit. Write it as a note: <!note>",
                   incident->id, LIMIT_PARTS);
}

bool part_news(const struct turn *turn, const char *name, const char *state, int percent,
               struct error *err) {
    const struct part *part = part_find(turn_incident(turn), name);
    bool broken = text_equal(state, PART_BROKEN);
    const char *how = percent == 0 ? "" : arena_printf(turn->arena, " to %d %%", percent);

    if (!part || !text_equal(part->state, state) ||
        part->percent % WHOLE != percent % WHOLE) {
        return true;
    }
    return err_set(err, ERR_PHASE,
                   "%s is already %s%s since %s. What is new about it: <!update what is "
                   "new>",
                   *name != '\0' ? markup_escaped(turn->arena, name) : "The service",
                   broken                              ? "known not to work"
                   : text_equal(state, PART_MITIGATED) ? "mitigated"
                                                       : "restored",
                   how, turn_time(turn, part->at));
}

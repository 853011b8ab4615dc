/* milestone.c: what policies and entries call the milestones, and what records them. */
#include "core/milestone.h"

#include "base/text.h"

static const struct {
    const char *name, *command;
} milestones[] = {
#define ROW(key, name, command) [MILESTONE_##key] = {name, command},
    MILESTONES_EACH(ROW)
#undef ROW
};

const char *milestone_name(enum milestone milestone) {
    return milestones[milestone].name;
}

int milestone_from_name(const char *name) {
    for (int i = 0; i < MILESTONES; i++) {
        if (text_equal(milestones[i].name, name)) {
            return i;
        }
    }
    return -1;
}

const char *milestone_command(const char *name) {
    int i = milestone_from_name(name);

    return i >= 0 ? milestones[i].command : NULL;
}

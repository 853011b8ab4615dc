/* rights.c: see rights.h. */
#include "core/rights.h"
#include "base/err.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/command.h"
#include "core/people.h"

/* Names of a group's people, for the sentence that says whom to ask. */
static void name_group(const struct directory *directory, const char *group, char *buf,
                       size_t size) {
    enum { NAMED = 3 };
    size_t len = 0, named = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < directory->npeople && named < NAMED; i++) {
        const struct person *person = &directory->people[i];
        int n;

        if (!person->groups || !text_in(group, person->groups)) {
            continue;
        }
        n = snprintf(buf + len, size - len, "%s%s", named > 0 ? ", " : "", person->name);
        if (n < 0 || (size_t)n >= size - len) {
            buf[len] = '\0';
            return;
        }
        len += (size_t)n;
        named++;
    }
}

bool may(const struct directory *directory, const char *actor,
         const struct command *command, const struct incident *incident,
         struct error *err) {
    char who[256];

    if (incident && !visible(directory, actor, incident)) {
        name_group(directory, GROUP_SECURITY, who, sizeof who);
        return err_set(
            err, ERR_DENIED,
            "%s is restricted to the people who work on it. To be let in, ask its "
            "commander to give you a role, or somebody in the group \"%s\"%s%s.",
            incident->id, GROUP_SECURITY, who[0] != '\0' ? ": " : "", who);
    }
    if (!command->right || people_in_group(directory, actor, command->right) ||
        people_in_group(directory, actor, GROUP_ADMIN)) {
        return true;
    }
    name_group(directory, command->right, who, sizeof who);
    if (who[0] == '\0') {
        return err_set(
            err, ERR_DENIED,
            "\"%s\" is for the group \"%s\", and nobody is in it. Add its people "
            "to the configuration%s.",
            command->name, command->right,
            text_equal(command->right, GROUP_ADMIN)
                ? ""
                : ", or ask somebody in the group \"" GROUP_ADMIN "\"");
    }
    return err_set(err, ERR_DENIED,
                   "\"%s\" is for the group \"%s\". Ask one of them to do it: %s.",
                   command->name, command->right, who);
}

/* codec_labels.c: what Slack says people are called, where a text mentions them:
 * "<@U2|ben>". What people type cannot look like that: Slack escapes it. */
#include "codec_labels.h"
#include "codec_text.h"
#include "codec_typed.h"

#include "base/text.h"

bool slack_next_label(struct arena *arena, const char **at, const char **ret_actor,
                      const char **ret_name) {
    for (const char *s = *at; s && (s = strstr(s, "<@")) != NULL; s += 2) {
        size_t id = strcspn(s + 2, "|<>");
        const char *name = s + 2 + id + 1;
        size_t len = s[2 + id] == '|' ? strcspn(name, "<>") : 0;
        if (len == 0 || name[len] != '>' || !slack_is_id(s + 2, id)) {
            continue;
        }
        const char *label = slack_unescape(arena, arena_strndup(arena, name, len));
        if (text_is_empty(label)) {
            continue;
        }
        *at = name + len;
        *ret_actor = arena_printf(arena, SLACK_NETWORK ":%.*s", (int)id, s + 2);
        *ret_name = label;
        return true;
    }
    return false;
}

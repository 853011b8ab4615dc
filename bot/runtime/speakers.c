/* speakers.c: what is remembered of whoever types. */
#include "runtime/speakers.h"
#include "base/mem.h"
#include "runtime/now.h"

static struct speaker *speaker_of(struct bot *bot, const char *actor) {
    struct speaker *speaker = NULL;
    HASH_FIND_STR(bot->speakers, actor, speaker);
    if (!speaker) {
        speaker = mem_new(sizeof *speaker);
        speaker->actor = mem_copy(actor);
        HASH_ADD_KEYPTR(hh, bot->speakers, speaker->actor, strlen(speaker->actor),
                        speaker);
    }
    return speaker;
}

bool speaker_slipped(struct bot *bot, const char *actor) {
    return speaker_of(bot, actor)->slipped;
}

void speaker_heard(struct bot *bot, const char *actor, bool refused) {
    speaker_of(bot, actor)->slipped = refused;
}

/* Commands a minute and person: a runaway script must not drown the others. */
bool speaker_within_rate(struct bot *bot, const char *actor) {
    struct speaker *speaker = speaker_of(bot, actor);
    int64_t minute = bot_mono(bot) / 60000;
    if (speaker->minute != minute) {
        speaker->minute = minute;
        speaker->n = 0;
    }
    return ++speaker->n <= bot->o.commands_per_minute;
}

void speakers_free(struct bot *bot) {
    struct speaker *speaker, *next;
    HASH_ITER(hh, bot->speakers, speaker, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->speakers, speaker);
        free(speaker->actor);
        free(speaker);
    }
}

/* history.h: entries that later ones take back or correct.
 *
 * Nothing is taken out of a timeline. `command.undone` names the entries that count as
 * not having happened, `text.corrected` gives one text of an entry anew; a state is
 * folded from what remains. Because such an entry changes what came before it, a state
 * cannot be carried over it: whoever writes one folds the timeline again and stores a
 * snapshot with it, and whoever meets one behind a snapshot folds from the beginning. So
 * each reader (a start, another process, audit, show, export, a restored backup) comes to
 * the same state. Marking is apart from folding: readers of lines need the marks as well.
 */
#ifndef TOCSIN_CORE_HISTORY_H
#define TOCSIN_CORE_HISTORY_H

#include "core/incident.h"

/* Marks entries 1..n of one timeline, in order: `undone`, the corrected `text` and, in
 * `was`, the text before it (of a correction: {"text": what it replaced}), `missing`. May
 * be called again, also when there are more entries by then. A text that was removed stays
 * so, and a removed correction leaves TEXT_REMOVED. */
void history_mark(struct arena *arena, struct entry *entries, size_t n);
/* Is one of these entries about one with a number up to `version`? */
bool history_reaches(const struct entry *entries, size_t n, int64_t version);
/* The state of `n` marked or unmarked entries with `m` more behind them. `gone`: the text
 * of this entry and of its corrections is left out; 0: none. NULL: ERR_CORRUPT. */
struct incident *history_fold(struct arena *arena, const char *id,
                              const struct entry *entries, size_t n,
                              const struct entry *more, size_t m, int64_t gone,
                              struct error *err);
/* Does this entry correct entry `number`? */
bool history_corrects(const struct entry *entry, int64_t number);
/* Belongs into a timeline as people read it? Not what was taken back, nor the correction
 * beside the corrected: those are for whoever asks for all. */
bool history_shown(const struct entry *entry);
/* Name of the text that a kind is about ("update"), or NULL: it has none. */
const char *history_field(const char *kind);
/* Can this kind be taken back? */
bool history_undoable(const char *kind);

#endif

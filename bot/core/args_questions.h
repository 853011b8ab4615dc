/* args_questions.h: texts that ask. */
#ifndef TOCSIN_CORE_ARGS_QUESTIONS_H
#define TOCSIN_CORE_ARGS_QUESTIONS_H

#include "base/arena.h"
#include "core/saying.h"

/* Is the text a question, with a mark or without ("how do i close this")? */
bool args_asks(struct arena *arena, const char *text);
/* Is it one short question, and nothing else: "any news?", "who is hit"? What answers itself
 * ("who is hit: customers in the EU") or tells more is none. */
bool args_only_asks(struct arena *arena, const char *text);
/* Does a question begin there? */
bool args_is_question(const struct saying *saying, size_t i);
/* "back", "ok": how something stands that works, or is over. */
bool args_settled(const struct saying *saying, size_t i);
/* A question mark behind a word, and not one inside a link. */
bool args_question_mark(const char *text);

#endif

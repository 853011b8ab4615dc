/* in_forms.h: answers that are shown in a modal view. */
#ifndef TOCSIN_SLACK_IN_FORMS_H
#define TOCSIN_SLACK_IN_FORMS_H

#include "in_asked.h"

/* Opens a view at once when its answer will be one. */
void forms_begin(struct asked *asked);
/* Will the answer be in a view? */
bool forms_wanted(const struct asked *asked);
/* Shows the reply in the view that was opened, or pressed in; acknowledges. */
void forms_show(struct asked *asked, const struct reply *reply);
/* The answer to a form that was handed in. */
void forms_submitted(struct asked *asked, const struct reply *reply);
void forms_submit_late(struct asked *asked);

#endif

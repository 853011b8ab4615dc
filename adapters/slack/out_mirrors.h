/* out_mirrors.h: what shows the incident's state. */
#ifndef TOCSIN_SLACK_OUT_MIRRORS_H
#define TOCSIN_SLACK_OUT_MIRRORS_H

#include "out_sending.h"

void topic_send(struct sending *s);
void summary_send(struct sending *s);
void buttons_send(struct sending *s);
/* By which the summary is found when it is not known which message it is. */
const char *summary_marker(struct sending *s);

#endif

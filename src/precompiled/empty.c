/* A library needs a source; the header that is compiled with it is what counts. */
typedef int MqNothing;

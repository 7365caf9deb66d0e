/* SPDX-License-Identifier: Apache-2.0
 *
 * cmake/shared.c - libwrit.so is made of the layers' archives alone; a target needs a source of its own.
 */
extern const char *writ_version(void);

#ifndef BILANX_DASHBOARD_PAGE_H
#define BILANX_DASHBOARD_PAGE_H

// One file of the page as it lies in the binary.
struct bilanx_page_file {
    const char *name;
    const unsigned char *bytes;
    unsigned long count;
};

// The file at an index; past the last one its name is null.
struct bilanx_page_file bilanx_page_file_at(unsigned long index);

#endif

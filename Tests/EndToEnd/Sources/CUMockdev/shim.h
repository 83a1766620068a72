#pragma once
#include <fcntl.h>
#include <linux/types.h>
#include <sys/ioctl.h>
#include <linux/usbdevice_fs.h>
#include <sys/fsuid.h>
#include <umockdev.h>

// Swift imports neither the macros that compute request numbers nor GObject's casts.
static const unsigned long mock_submiturb = USBDEVFS_SUBMITURB;
static const unsigned long mock_reapurb = USBDEVFS_REAPURB;
static const unsigned long mock_reapurbndelay = USBDEVFS_REAPURBNDELAY;
static const unsigned long mock_discardurb = USBDEVFS_DISCARDURB;
static const unsigned long mock_get_capabilities = USBDEVFS_GET_CAPABILITIES;
static const unsigned long mock_claiminterface = USBDEVFS_CLAIMINTERFACE;
static const unsigned long mock_releaseinterface = USBDEVFS_RELEASEINTERFACE;
static const unsigned long mock_disconnect_claim = USBDEVFS_DISCONNECT_CLAIM;
static const unsigned long mock_clear_halt = USBDEVFS_CLEAR_HALT;
static const unsigned long mock_setinterface = USBDEVFS_SETINTERFACE;
static const unsigned long mock_setconfiguration = USBDEVFS_SETCONFIGURATION;
static const unsigned long mock_reset = USBDEVFS_RESET;
static const unsigned long mock_getdriver = USBDEVFS_GETDRIVER;
static const unsigned long mock_ioctl = USBDEVFS_IOCTL;

typedef gboolean (*mock_ioctl_handler)(UMockdevIoctlBase *base, UMockdevIoctlClient *client, void *user);
typedef void (*mock_vanished_handler)(UMockdevIoctlBase *base, UMockdevIoctlClient *client, void *user);

static inline void mock_connect(
    UMockdevIoctlBase *base, mock_ioctl_handler handler, mock_vanished_handler vanished, void *user) {
    g_signal_connect_data(base, "handle-ioctl", G_CALLBACK(handler), user, NULL, G_CONNECT_AFTER);
    g_signal_connect_data(base, "client-vanished", G_CALLBACK(vanished), user, NULL, (GConnectFlags)0);
}

// Variadic. 1031 is F_SETPIPE_SZ, which <fcntl.h> hides where another header was read without _GNU_SOURCE.
static inline int mock_shrink_pipe(int descriptor) { return fcntl(descriptor, 1031, 4096); }

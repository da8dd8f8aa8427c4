import type http2 from 'node:http2';

/** Calls that one connection may have under way; an engine has four. */
const mostStreams = 100;

/** What both ends ask for and put up with. Whatever is not named here keeps the bound that Node gives it. */
const common: http2.SessionOptions = {
  settings: {
    enablePush: false,
    /** Bytes of the headers of one call. An engine sends some 200; a forwarding manager adds an identity. */
    maxHeaderListSize: 16 * 1024,
  },
  maxHeaderListPairs: 64,
  // An engine may end the message of a status with a space. Known since Node 24.2.
  strictFieldWhitespaceValidation: false,
};

/** The bounds within which a client has to stay. */
export const serverSessionOptions: http2.ServerSessionOptions = {
  ...common,
  settings: { ...common.settings, maxConcurrentStreams: mostStreams },
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  /** Calls may be given up in a burst of this many, and this many a second after that ("rapid reset"). */
  streamResetBurst: 200,
  streamResetRate: 20,
};

/** The bounds within which a server has to stay. */
export const clientSessionOptions: http2.SessionOptions = common;

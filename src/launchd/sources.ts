/** Where the facts about launchd come from. Rows of the registry and of the error table name these ids. */

export const sources = {
  MAN26: 'launchd.plist(5), dated 30 July 2019, as shipped with Xcode 27.0 beta 4 (github keith/xcode-man-pages)',
  CTL26: 'launchctl(1), dated 1 October 2014, as shipped with Xcode 27.0 beta 4 (github keith/xcode-man-pages)',
  XPCEV: 'xpc_events(3) (github keith/xcode-man-pages)',
  MAN10: 'launchd.plist(5) of OS X 10.9 (github apple-oss-distributions/launchd, tag launchd-842.92.1)',
  SRC842:
    'source of the last open launchd, OS X 10.9 (github apple-oss-distributions/launchd, tag launchd-842.92.1; the same tree in freebsd/openlaunchd)',
  HINT: 'one secondary report about recent launchd builds, not verified on a Mac',
  NIX: 'launchd types of nix-darwin (github nix-darwin/nix-darwin, modules/launchd)',
  OC66538: 'github openclaw/openclaw PR 66538 (ThrottleInterval 1 gave respawns about every second)',
  OC909: 'github openclaw/openclaw PR 909 (missing log folder)',
  DOCK: 'launchctl print of com.apple.Dock.agent (minimum runtime = 1), seen in public code',
  TT4393: 'github bobmatnyc/trusty-tools issues 4393 and 6590 (exit timeout = 5 measured)',
  EA593: 'github elastic/elastic-agent issue 593 (SIGKILL 5 s after SIGTERM on macOS 12)',
  BREW543: 'github Homebrew/homebrew-services issue 543 (TimeOut does nothing)',
  CHEF: 'github chef/chef-web-docs PR 304 and chef/chef issue 5606 (calendar members need capitals since 10.12)',
  LRG298: 'github LrGenius/LrGeniusAI PR 298 (tests of log folders, EX_CONFIG)',
  BEACON: 'github Asymptote-Labs/agent-beacon PR 510 (log file owned by root: EX_CONFIG)',
  FORUM52369:
    "developer.apple.com/forums/thread/52369 and superuser.com/questions/542639 (Apple's guide on timed jobs)",
  FORUM23361: 'developer.apple.com/forums/thread/23361 (text on StartInterval changed in 10.10)',
  FORUM815034: 'developer.apple.com/forums/thread/815034 (calendar jobs run in DarkWake)',
  SHIRT: "shirt-pocket.com blog, 'Backup on Connect, launchd and ThrottleInterval'",
  LDDEV: 'lists.macosforge.org launchd-dev, 29 November 2007 (session types); Apple Technical Note TN2083',
  HINT2010: 'hints.macworld.com 20101005132236801 (EnableGlobbing)',
  GEL740: 'github geldata/gel-cli PR 740 (error 134)',
  CHROME: 'property lists in public repositories',
  PROC: 'an open reimplementation of the client (github ProcursusTeam/launchctl v1.2.0)',
  XERR: 'the xpc_strerror table copied into a public Swift package (github Alkenso/sLaunchctl), codes 107 to 159',
  PRINT: 'output of launchctl on macOS 13 and later, seen in public code and issues',
  SIGNAL: 'signal(3), strsignal(3), sysexits(3) and errno of macOS (github apple-oss-distributions, xnu and Libc)',
  HOMEBREW: 'github Homebrew/brew, Library/Homebrew/services',
  HM9585: 'github nix-community/home-manager issues 9585 and 9586 (bootout --wait: exit 64 before macOS 26)',
  OSQ5698: 'github osquery/osquery#5698 (bootout: 36 while the process drains)',
  DINF1102: 'github Layr-Labs/d-inference#1102 (37 while a job is being stopped)',
  OC104228: 'github openclaw/openclaw PR 104228 (a plist of mode 0600 refused on macOS 26.5.2)',
  RADAR: 'openradar 47256054 (github lionheart/openradar-mirror issue 20918)',
  OUTSET72: 'github macadmins/outset issue 72 (Program given as array)',
  NIX530: 'github DeterminateSystems/nix-installer#530 (error 119 after a disable)',
  HEADLESS: 'github rjwalters/loom issue 4130 and nix-community/home-manager issue 9629 (gui domain over ssh)',
} as const;

/** The short name of a source. */
export type SourceId = keyof typeof sources;

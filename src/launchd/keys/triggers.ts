/** Starts by something that happens: a file, a volume, a connection, a message, an event. */
import { keyTable } from './row.ts';

// biome-ignore format: one row a key
const fileTriggers = keyTable({ group: 'triggers' }, [
  { key: 'WatchPaths', types: ['array<string>'], field: { name: 'watchPaths', form: 'paths' }, sources: ['MAN26', 'HINT'],
    about: 'Start the job when one of these paths changes; not recursive, changes can be missed, and Apple discourages it.' },
  { key: 'QueueDirectories', types: ['array<string>'], field: { name: 'queueDirectories', form: 'paths' }, sources: ['MAN26', 'HINT'],
    about: 'Start the job again and again while one of these directories holds any file, .DS_Store included.' },
  { key: 'StartOnMount', types: ['boolean'], default: false, field: { name: 'startOnMount', form: 'boolean' }, sources: ['MAN26', 'SRC842'],
    about: 'Start the job whenever a volume is mounted.' },
]);

// biome-ignore format: one row a key
const socketTriggers = keyTable({ group: 'triggers', sources: ['MAN26'] }, [
  { key: 'Sockets', types: ['dict<dict|array<dict>>'], field: { name: 'sockets', form: 'sockets' }, sources: ['MAN26', 'SRC842'],
    about: 'Sockets, under names of your choice, that launchd opens for the job; the program must fetch them with launch_activate_socket(3).' },
  { key: 'Sockets.*', types: ['dict', 'array<dict>'], container: true, sources: ['MAN26', 'SRC842'],
    about: 'One socket, or an array of several under one name.' },
  { key: 'Sockets.*.SockType', types: ['string'], values: ['stream', 'dgram', 'seqpacket'], default: 'stream', wrongType: 'launchctl of OS X 10.9 takes it for a string and can crash',
    about: 'Kind of socket.' },
  { key: 'Sockets.*.SockPassive', types: ['boolean'], default: true, about: 'True listens for connections, false makes one.' },
  { key: 'Sockets.*.SockNodeName', types: ['string'], about: 'Host name or address to bind or to connect to.' },
  { key: 'Sockets.*.SockServiceName', types: ['string', 'integer'], about: 'Port number, or the name of a service.' },
  { key: 'Sockets.*.SockFamily', types: ['string'], values: ['IPv4', 'IPv6', 'IPv4v6', 'Unix'], about: 'Address family of the socket.' },
  { key: 'Sockets.*.SockProtocol', types: ['string'], values: ['TCP', 'UDP'], about: 'Protocol of the socket.' },
  { key: 'Sockets.*.SockPathName', types: ['string'], about: 'Path of a Unix socket; implies the family Unix.' },
  { key: 'Sockets.*.SecureSocketWithKey', types: ['string'], about: 'Name of the environment variable that receives the path of a private Unix socket.' },
  { key: 'Sockets.*.SockPathOwner', types: ['integer'], about: 'User id that owns the Unix socket.' },
  { key: 'Sockets.*.SockPathGroup', types: ['integer'], about: 'Group id of the Unix socket.' },
  { key: 'Sockets.*.SockPathMode', types: ['integer'], min: 0, max: 4095, about: 'File mode of the Unix socket as a decimal integer: octal 0600 is written 384.' },
  { key: 'Sockets.*.Bonjour', types: ['boolean', 'string', 'array<string>'], about: 'Whether, or under which names, the service is registered with Bonjour.' },
  { key: 'Sockets.*.MulticastGroup', types: ['string'], about: 'Multicast group to join.' },
  { key: 'inetdCompatibility', types: ['dict'], status: 'deprecated', sources: ['MAN26', 'SRC842', 'HINT'],
    about: 'Run the job as a child of inetd would run; implies AbandonProcessGroup.' },
  { key: 'inetdCompatibility.Wait', types: ['boolean'], anyCase: true, sources: ['MAN26', 'HINT'],
    about: 'The choice that inetd calls wait or nowait.' },
  { key: 'inetdCompatibility.Instances', types: ['integer'], status: 'internal', confidence: 'medium', sources: ['HINT'],
    about: 'Undocumented: reported as a cap on the processes that run at once.' },
]);

const undocumentedOption = {
  group: 'triggers',
  status: 'internal',
  confidence: 'medium',
  sources: ['SRC842'],
} as const;

// biome-ignore format: one row a key
const machTriggers = [
  ...keyTable({ group: 'triggers', sources: ['MAN26'] }, [
    { key: 'MachServices', types: ['dict<boolean|dict>'], field: { name: 'machServices', form: 'mach-services' }, sources: ['MAN26', 'SRC842'],
      about: 'Mach service names that the job advertises, each with true or a dict of options; false does not advertise it.' },
    { key: 'MachServices.*', types: ['boolean', 'dict'], container: true, sources: ['MAN26', 'SRC842'],
      about: 'One Mach service by its name: true, or a dict of options.' },
    { key: 'MachServices.*.ResetAtClose', types: ['boolean'], default: false, about: 'Tell clients with a port-death notification when the job goes away.' },
    { key: 'MachServices.*.HideUntilCheckIn', types: ['boolean'], status: 'deprecated', default: false, about: 'Let look-ups of the name fail until the job has checked in.' },
  ]),
  ...keyTable(undocumentedOption, [
    { key: 'MachServices.*.DrainMessagesOnCrash', types: ['string'], values: ['One', 'All'], about: 'Undocumented: drop one or all queued messages after a crash.' },
    { key: 'MachServices.*.PingEventUpdates', types: ['boolean'], about: 'Undocumented: a ping for event updates, known from the source of OS X 10.9.' },
    { key: 'MachServices.*.kUNCServer', types: ['boolean'], about: 'Undocumented: the port is that of the user notification server.' },
    { key: 'MachServices.*.ExceptionServer', types: ['dict'], about: 'Undocumented: the port is that of an exception server.' },
    { key: 'MachServices.*.TaskSpecialPort', types: ['integer'], about: 'Undocumented: register the port as a task special port.' },
    { key: 'MachServices.*.HostSpecialPort', types: ['integer'], about: 'Undocumented: register the port as a host special port.' },
    { key: 'MachServices.*.EnterKernelDebuggerOnClose', types: ['boolean'], about: 'Undocumented: enter the kernel debugger when the port closes.' },
    { key: 'PerJobMachServices', types: ['dict'], about: "Undocumented: Mach services of this job alone, seen in Apple's own jobs." },
  ]),
];

const stream = { group: 'triggers', types: ['dict'], status: 'internal', confidence: 'medium' } as const;

// biome-ignore format: one row a key
const eventTriggers = [
  ...keyTable({ group: 'triggers', sources: ['XPCEV'] }, [
    { key: 'LaunchEvents', types: ['dict<dict<dict>>'], open: true, field: { name: 'launchEvents', form: 'launch-events' }, sources: ['MAN26', 'XPCEV', 'HINT'],
      about: 'Event streams that start the job, for programs that take their events with xpc_set_event_stream_handler(3); others are started over and over.' },
    { key: 'LaunchEvents.com.apple.iokit.matching', path: ['LaunchEvents', 'com.apple.iokit.matching'], types: ['dict<dict>'], container: true,
      about: 'Stream of IOKit matches: events under names of your choice.' },
    { key: 'LaunchEvents.com.apple.iokit.matching.*', path: ['LaunchEvents', 'com.apple.iokit.matching', '*'], types: ['dict'], open: true, requires: ['LaunchEvents.com.apple.iokit.matching.*.IOMatchLaunchStream'],
      about: 'One event: an IOKit matching dictionary.' },
    { key: 'LaunchEvents.com.apple.iokit.matching.*.IOMatchLaunchStream', path: ['LaunchEvents', 'com.apple.iokit.matching', '*', 'IOMatchLaunchStream'], types: ['boolean'],
      about: 'Must be there, and true, in every matching dictionary.' },
    { key: 'LaunchEvents.com.apple.notifyd.matching', path: ['LaunchEvents', 'com.apple.notifyd.matching'], types: ['dict<dict>'], container: true,
      about: 'Stream of notify(3) notifications: events under names of your choice.' },
    { key: 'LaunchEvents.com.apple.notifyd.matching.*', path: ['LaunchEvents', 'com.apple.notifyd.matching', '*'], types: ['dict'], open: true, container: true,
      about: 'One event: the notification to wait for.' },
    { key: 'LaunchEvents.com.apple.notifyd.matching.*.Notification', path: ['LaunchEvents', 'com.apple.notifyd.matching', '*', 'Notification'], types: ['string'],
      about: 'The name of the notification, as notify(3) has it.' },
  ]),
  ...keyTable(stream, [
    { key: 'LaunchEvents.com.apple.distnoted.matching', path: ['LaunchEvents', 'com.apple.distnoted.matching'], sources: ['FORUM815034'], about: 'Undocumented: stream of distributed notifications.' },
    { key: 'LaunchEvents.com.apple.xpc.activity', path: ['LaunchEvents', 'com.apple.xpc.activity'], sources: ['FORUM815034'], about: 'Undocumented: stream of scheduled XPC activities.' },
    { key: 'LaunchEvents.com.apple.fsevents.matching', path: ['LaunchEvents', 'com.apple.fsevents.matching'], sources: ['HINT'],
      about: 'Undocumented: reported as the form in which launchd keeps WatchPaths, QueueDirectories and PathState.' },
    { key: 'LaunchEvents.com.apple.launchd.calendarinterval', path: ['LaunchEvents', 'com.apple.launchd.calendarinterval'], sources: ['HINT'],
      about: 'Undocumented: reported as the form in which launchd keeps StartCalendarInterval.' },
    { key: 'LaunchEvents.com.apple.remoted.service', path: ['LaunchEvents', 'com.apple.remoted.service'], sources: ['HINT'], about: 'Undocumented: reported as the form in which launchd keeps RemoteServices.' },
    { key: 'LaunchEvents.com.apple.xpc.datastores.publish', path: ['LaunchEvents', 'com.apple.xpc.datastores.publish'], sources: ['HINT'], about: 'Undocumented: reported as the form in which launchd keeps Datastores.' },
  ]),
];

export const triggerKeys = [...fileTriggers, ...socketTriggers, ...machTriggers, ...eventTriggers];

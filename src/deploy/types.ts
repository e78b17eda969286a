/** What deploying knows: what is wanted, what is there, what is to be done. Data; nothing here touches the machine. */
import type { Domain } from '../launchd/domains.ts';
import type { Launchctl, Waiting } from '../launchd/port.ts';
import type { PrintedService } from '../launchd/printed-service.ts';
import type { PlistDict } from '../plist/value.ts';

/** Where the services of a manifest go. */
export interface Target {
  readonly domain: Domain;
  /** Agents only: the other domain of the same user, where the label may be loaded as well. */
  readonly otherDomain?: Domain;
  /** Folder that property lists are installed into. */
  readonly folder: string;
  readonly home: string;
  /** Stands before /Library and /System; empty for the real ones. */
  readonly root: string;
  /** Whom the files belong to. */
  readonly uid: number;
  readonly gid: number;
  /** `<home>/.local/state/svc/<namespace>` or its like for the system. */
  readonly stateFolder: string;
  readonly namespace: string;
  /** Real path of services.yaml: records are told apart by it. */
  readonly source: string;
  /** services.yaml as `-f` named it; absent where svc finds it by itself. */
  readonly named?: string;
}

/** Why nothing is begun: for all services, or for one of them. */
export interface Refusal {
  /** 2: what was asked for can not be · 3: the machine refuses. */
  readonly exit: 2 | 3;
  /** What is wrong, a sentence. */
  readonly cause: string;
  /** What to do, a sentence or several. */
  readonly remedy: string;
}

/** How a job lives, for what to expect of it. */
export type JobKind = 'daemon' | 'scheduled' | 'interval' | 'on-demand';

/** A service as it should be on the machine. */
export interface DesiredJob {
  readonly service: string;
  readonly label: string;
  readonly kind: JobKind;
  readonly dict: PlistDict;
  /** The property list, byte for byte. */
  readonly text: string;
  /** `<folder>/<label>.plist` */
  readonly path: string;
  /** What its launcher reads; absent: none, and no launcher. */
  readonly environmentFile?: string;
  /** The Disabled key is true: it is installed and not loaded. */
  readonly isDisabled: boolean;
}

/** A property list on disk that has a label of ours, by its name or by its Label. */
export interface DiskFile {
  readonly path: string;
  /** Absent when it could not be read. */
  readonly bytes?: Uint8Array;
  /** Absent when it is no property list. */
  readonly dict?: PlistDict;
  readonly ownership?: { readonly namespace: string; readonly service: string };
  readonly isSymlink: boolean;
  readonly mode: number;
  readonly uid: number;
  /** Why it could not be read, a clause. */
  readonly problem?: string;
}

/** Is a label loaded in a domain? `unknown` where launchctl gave no answer that decides it. */
export type LoadState =
  | { readonly is: 'loaded'; readonly domain: Domain; readonly printed: PrintedService }
  | {
      readonly is: 'absent';
      readonly domain: Domain;
      /** The whole domain is not there: that says nothing of a process that was seen in it. */
      readonly noDomain?: true;
    }
  | { readonly is: 'unknown'; readonly domain: Domain; readonly why: string };

/** What lies where the launcher of a service belongs. */
export interface ObservedLauncher {
  readonly path: string;
  /** svc wrote it, this version or another. */
  readonly isOurs: boolean;
  /** Text, mode and owner are as they should be. */
  readonly isRight: boolean;
}

/** What the machine shows of one label. */
export interface ObservedJob {
  readonly label: string;
  /** The file where it is to be installed. */
  readonly file?: DiskFile;
  /** Other files with this label: in another of the five folders, or under another name. */
  readonly strays: readonly DiskFile[];
  /** In the target's domain. */
  readonly loaded: LoadState;
  /** In the other domain of the same user. */
  readonly elsewhere?: LoadState;
  /** The override; absent: none. */
  readonly override?: 'enabled' | 'disabled' | 'unknown';
  /** Folders that the job needs and that are not there: of its logs, its input, its work, and of the file itself. */
  readonly missingFolders: readonly string[];
  /** Absent: there is none. */
  readonly launcher?: ObservedLauncher;
  /** Why the launcher would refuse the environment file, a clause without a word of what stands in it. */
  readonly environmentProblem?: string;
}

/** What svc wrote last for a label, kept in the state folder. */
export interface WriteRecord {
  readonly label: string;
  readonly service: string;
  /** Real path of the services.yaml it was made from. */
  readonly source: string;
  /** Where the property list was written. */
  readonly path: string;
  /** Every text that may stand there: what was written last, and while an install is under way what it replaces. */
  readonly texts: readonly string[];
  /** Version of svc that wrote it. */
  readonly svc: string;
}

export interface Observation {
  /** Does the target's domain exist? no: nobody is logged in at the desktop, say. */
  readonly domain: 'there' | 'absent' | 'unknown';
  /** By label: of every desired job and of every record. */
  readonly jobs: ReadonlyMap<string, ObservedJob>;
  readonly records: ReadonlyMap<string, WriteRecord>;
  /** Files in the install folder that bear our mark and are neither desired nor recorded from this services.yaml. */
  readonly marked: readonly DiskFile[];
  /** Files and folders that could not be read: whether one of our labels stands in them is not known. */
  readonly unread: readonly Unread[];
}

/** Something in the way of knowing all, and why: a clause. */
export interface Unread {
  readonly path: string;
  readonly problem: string;
}

/** What of a services.yaml is looked at. */
export interface Scope {
  /** Everything that it declares. */
  readonly declared: readonly DesiredJob[];
  /** Names of the services asked for. Absent: all, and what is left of services that are gone. */
  readonly only?: ReadonlySet<string>;
  /** The user asked for the removal of what the records name: whatever has such a label is told of. */
  readonly isRemoval?: true;
}

/**
 * absent: neither on disk nor loaded · same · not-loaded: the right file, not loaded · outdated: svc wrote it and
 * services.yaml (or svc) moved on · differs: the text is right, but something around it is not: its mode or owner,
 * what is loaded, where it is loaded, an override; or it is loaded and has no file · edited: changed by hand since · foreign: a file without our mark
 * or a link stands there, another file has the label, or the label is loaded from another path · orphan: of a service
 * that is no longer declared.
 */
export type DeployState = 'absent' | 'same' | 'differs' | 'outdated' | 'edited' | 'foreign' | 'not-loaded' | 'orphan';

/** A key whose value is not the same everywhere. Values as a person writes them; secrets are dots. */
export interface KeyChange {
  /** Key path in the property list. */
  readonly key: string;
  /** Absent: not there, or not known (loaded). */
  readonly desired?: string;
  readonly disk?: string;
  /** A clause in parentheses where the value is not to be shown: `(another value)`. */
  readonly loaded?: string;
}

/** A loaded value that is not shown, and is the one on disk. */
export const AS_ON_DISK = '(as on disk)';

/** A step of what is to be done with one label, in this order. */
export type ActionName =
  | 'keep-copy'
  | 'make-folders'
  | 'write-launcher'
  | 'bootout'
  | 'write'
  | 'remove-file'
  | 'enable'
  | 'bootstrap'
  | 'remove-launcher'
  | 'clear-override';

export interface PlannedAction {
  readonly do: ActionName;
  /** A path, or a target of launchctl (`gui/501/com.example.x`). */
  readonly target: string;
}

/** What doing it costs; absent or false: nothing. */
export interface Price {
  /** The job is stopped and started again. */
  readonly reload?: true;
  /** It may be down so many seconds: the loaded job's exit timeout. 0: for as long as it takes. Absent: not known, or nothing runs. */
  readonly downtimeSeconds?: number;
  /** Its StartInterval counts from the reload on. */
  readonly restartsInterval?: true;
  /** macOS may say that a background item was added. */
  readonly backgroundItem?: true;
}

export interface JobPlan {
  readonly service: string;
  readonly label: string;
  readonly state: DeployState;
  readonly desired?: DesiredJob;
  readonly observed: ObservedJob;
  readonly changes: readonly KeyChange[];
  /** Empty: nothing to do. */
  readonly actions: readonly PlannedAction[];
  readonly price: Price;
  /** Why it is not done without --force, with the way out; what is planned is what --force would do. */
  readonly refusal?: Objection;
  /** What could not be found out, a clause: nothing is planned then, not even with --force. */
  readonly unknown?: string;
  /** Things to know, a sentence each. */
  readonly notes: readonly string[];
}

/** Why one job is not touched unasked, in sentences for a person. */
export interface Objection {
  readonly cause: string;
  readonly remedy: string;
  /** What was asked for can not be, whatever the machine is like. */
  readonly isMisuse?: true;
}

export interface Plan {
  readonly target: Target;
  /** In the order of services.yaml, orphans last. */
  readonly jobs: readonly JobPlan[];
  /** Marked files that nobody accounts for. */
  readonly unclaimed: readonly DiskFile[];
  /** Things to know that belong to no service, a sentence each. */
  readonly notes: readonly string[];
}

/** What deploying may do to the machine, passed in. */
export interface Machine {
  readonly launchctl: Launchctl;
  readonly waiting: Waiting;
}

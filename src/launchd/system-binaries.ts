/**
 * The programs of a standard installation of macOS in the folders launchd searches for a bare name: /usr/bin, /bin,
 * /usr/sbin and /sbin. Written from general knowledge of recent releases and not compared with a Mac: a name may be
 * missing or gone. All that hangs on it is whether a bare name is an error or a warning.
 */
import { once } from './once.ts';

const BIN =
  '[ bash cat chmod cp csh dash date dd df echo ed expr hostname kill ksh launchctl link ln ls mkdir mv pax ps pwd ' +
  'realpath rm rmdir sh sleep stty sync tcsh test unlink wait4path zsh';

const SBIN =
  'apfs_hfs_convert disklabel dmesg dynamic_pager fibreconfig fsck fsck_apfs fsck_cs fsck_exfat fsck_hfs fsck_msdos ' +
  'fsck_udf fstyp fstyp_hfs fstyp_msdos fstyp_ntfs fstyp_udf halt ifconfig kextload kextunload launchd md5 md5sum ' +
  'mknod mount mount_9p mount_acfs mount_afp mount_apfs mount_cd9660 mount_cddafs mount_devfs mount_exfat ' +
  'mount_fdesc mount_ftp mount_hfs mount_lifs mount_msdos mount_nfs mount_ntfs mount_smbfs mount_tmpfs mount_udf ' +
  'mount_virtiofs mount_webdav mpioutil newfs_apfs newfs_exfat newfs_hfs newfs_msdos newfs_udf nfsd nfsiod nologin ' +
  'pfctl ping ping6 quotacheck reboot route rtsol sha1 sha1sum sha224 sha224sum sha256 sha256sum sha384 sha384sum ' +
  'sha512 sha512sum shutdown umount';

const USR_BIN =
  'aa aea afclip afconvert afhash afida afinfo afplay afscexpand agentxtrap agvtool alias allmemory amt app-sso ' +
  'apply apropos ar arch as asa AssetCacheLocatorUtil AssetCacheManagerUtil AssetCacheTetheratorUtil at atos atq ' +
  'atrm automator auval auvaltool avconvert avmediainfo avmetareadwrite awk banner base64 basename bashbug batch bc ' +
  'bg binhex.pl bioutil bison bitcode_strip bitesize.d bputil brctl bsdiff bsdtar bspatch bunzip2 bzcat bzcmp ' +
  'bzdiff bzegrep bzfgrep bzgrep bzip2 bzip2recover bzless bzmore c++ c++filt c89 c99 c_rehash caffeinate cal ' +
  'calendar cancel cap_mkdb captoinfo cc cd certtool chat checkgid chflags chfn chgrp chpass chsh cksum clang ' +
  'clang++ clangd clear cmp cmpdylib codesign codesign_allocate col colldef colrm column comm command compress ' +
  'config_data convertfilestopdf corelist cpan cpio cpp cpuwalk.d crlrefresh crontab csplit csreq csrutil ctags ' +
  'ctf_insert cu cups-config curl curl-config cut cvaffinity cvcp cvmkdir cvmkfile darwinup dbicadmin dbiprof ' +
  'dbiproxy dc ddns-confgen debinhex.pl declpe decompressXattr defaults delv derb DeRez desdp diagnose-fu diff ' +
  'diff3 diffstat dig dirname diskhits diskutil ditto dns-sd dnssec-keygen drutil dscacheutil dscl dserr dsexport ' +
  'dsimport dsmemberutil dsymutil dtruss du dwarfdump dyld_info dyld_usage ed2mangled egrep eject enc2xs encguess ' +
  'env errinfo eslogger ex execsnoop expand expect false fc fddist fdesetup fgrep file filebyproc.d fileproviderctl ' +
  'filtercalltree find find2perl findrule finger flex flex++ flock fold fontrestore footprint fs_usage fuser fwkdp ' +
  'fwkpfv g++ gatherheaderdoc gcc gcov gem genstrings getconf GetFileInfo getopt getopts git git-receive-pack ' +
  'git-shell git-upload-archive git-upload-pack gktool gm4 gnumake gperf graphicssession grep groups gunzip gzcat ' +
  'gzexe gzip h2ph h2xs hash hdiutil hdxml2manxml head headerdoc2html heap hexdump hidutil hiutil hmaptool host ' +
  'hostinfo hotspot.d htmltree iconutil iconv ictool id idle idn indent infocmp infotocap install install_name_tool ' +
  'instmodsh instruments IOAccelMemory iofile.d iofileb.d IOMFB_FDR_Loader iopattern iopending iosnoop iotop ip2cc ' +
  'ipcount ipcrm ipcs ippfind ipptool iptab irb jar jarsigner java javac javadoc javap jcmd jconsole jdb jdeprscan ' +
  'jdeps jhat jinfo jjs jlink jmap jmod jobs join jot jps jq jrunscript jshell json_pp json_xs jstack jstat jstatd ' +
  'kcc kdestroy keytool kill.d killall kinit klist kpasswd krb5-config kswitch ktrace lam last lastcomm lastwords ' +
  'layerutil ld ldapadd ldapcompare ldapdelete ldapexop ldapmodify ldapmodrdn ldappasswd ldapsearch ldapurl ' +
  'ldapwhoami leaks leave less lessecho lesskey lex libnetcfg libtool lipo lldb loads.d locale localedef locate ' +
  'lockstat log logger login logname look lorder lp lpoptions lpq lpr lprm lpstat lsappinfo lsbom lskq lsm lsmp ' +
  'lsvfs ltop lwp-download lwp-dump lwp-mirror lwp-request lzma m4 macbinary macerror machine mail mailq mailx make ' +
  'malloc_history man mandoc manpath mcxquery mcxrefresh mddiagnose mdfind mdimport mdls mdutil mesg mig mkbom ' +
  'mkdep mkfifo mktemp mnthome moose-outdated more mp2bug msgs nano native2ascii nbdst nc ncal ncctl ncdestroy ' +
  'ncinit nclist ncurses5.4-config neqn net-snmp-cert net-snmp-config net-snmp-create-v3-user netstat nettop ' +
  'networkQuality newaliases newgrp newproc.d nfsstat nice nl nlcontrol nm nmedit nohup notifyutil nroff nscurl ' +
  'nslookup nsupdate objdump od odutil open opendiff opensnoop openssl orbd osacompile osadecompile osalang ' +
  'osascript otool pack200 package-stash-conflicts pagesize pagestuff passwd paste patch pathchk pathopens.d pbcopy ' +
  'pbpaste pcsctest perl perl5.30 perl5.34 perlbug perldoc perlivp perlthanks pgrep phar pico piconv pidpersec.d ' +
  'pip3 pkgbuild pkgutil pkill pl2pm plockstat pluginkit plutil pmset podchecker policytool postalias powermetrics ' +
  'pp ppdc ppdhtml ppdi ppdmerge ppdpo PPExplorer pr priclass.d pridist.d printenv printf productbuild productsign ' +
  'productutil profiles project projectinfo protoc prove prtconf ps2ascii psicc ptar ptardiff ptargrep purge ' +
  'pwpolicy pydoc3 python3 qlmanage quota rake ranlib rbash rdoc read readlink red renice reset ResMerger ' +
  'resolveLinks rev Rez ri rmic rmid rmiregistry rs rsync ruby runscript rview rvim rwsnoop SafeEjectGPU sample ' +
  'sampleproc sandbox-exec say sc_usage schemagen scp screen screencapture script scutil sdef sdiff sdp sdx ' +
  'security sed seeksize.d segedit seq serialver servertool SetFile setquota setuids.d sfltool sftp shar shasum ' +
  'shlock shortcuts showmount sigdist.d sips size smbutil snmp-bridge-mib snmpbulkget snmpbulkwalk snmpconf ' +
  'snmpdelta snmpdf snmpget snmpgetnext snmpinform snmpnetstat snmpset snmpstatus snmptable snmptest snmptranslate ' +
  'snmptrap snmpusm snmpvacm snmpwalk sntp sntpd sort spfd spfquery splain split SplitForks sqlite3 ssh ssh-add ' +
  'ssh-agent ssh-copy-id ssh-keygen ssh-keyscan stapler stat stringdups strings strip su sudo sum sw_vers swcutil ' +
  'swift swiftc symbols symbolscache syscallbypid.d syscallbyproc.d syscallbysysc.d sysdiagnose syslog ' +
  'syspolicy_check tab2space tabs tail tailspin talk tar taskinfo taskpolicy tbtdiagnose tccutil tclsh tclsh8.5 tee ' +
  'textutil tftp tic tidy tidy_changelog tiff2icns tiffutil time timer_analyser.d timerfires tkcon tkmib tkpp ' +
  'tmdiagnose tmutil tnameserv toe top tops topsyscall topsysproc touch tput tr trace traceroute treereg troff true ' +
  'tset tsort tty type ul ulimit umask umount.d unalias uname uncompress unexpand unifdef unifdefall uniq units ' +
  'unlzma unpack200 unvis unxz unzip unzipsfx update_dyld_shared_cache uptime usbcfwflasher users uudecode uuencode ' +
  'uuidgen vi view vim vimdiff vimtutor vis vm_stat vmmap w wait wall wc wdutil weblatency.d what whatis whereis ' +
  'which who whoami whois wish write xar xargs xattr xcode-select xcodebuild xcrun xcscontrol xed xgettext.pl xip ' +
  'xjc xml2man xmlcatalog xmllint xpath xpcproxy xsltproc xsubpp xxd xz xzcat xzdec xzdiff xzgrep xzless xzmore yaa ' +
  'yacc yes zcat zcmp zdiff zegrep zfgrep zforce zgrep zip zipcloak zipdetails zipgrep zipinfo zipnote zipsplit ' +
  'zless zmore znew zprint';

const USR_SBIN =
  'ab abstats ac accton addPrinter aea apachectl appleh13camerad applesingle arp asctl aslmanager asr auditd ' +
  'auditreduce authserver automount avbanalyse avbdeviced avbdiagnose avbutil bless blued bluetoothaudiod ' +
  'bluetoothd BootCacheControl bootpd cddafs_util cfprefsd checkgid chown chroot ckksctl configd coreaudiod ' +
  'createhomedir cron cupsaccept cupsctl cupsd cupsdisable cupsenable cupsfilter cupsreject cvadmin cvdb cvdbset ' +
  'cvfsck cvfsdb cvfsid cvlabel cvmkdir cvmkfs cvupdatefs dconf DevToolsSecurity diskarbitrationd distnoted ' +
  'dot_clean dsconfigad dsconfigldap dseditgroup dsenableroot dtrace dtruss edquota exportfs fbahelperd fddist ' +
  'filecoordinationd FileStatsAgent firmwarepasswd flow_divert flowstat gpt gssd gssdebug hdik htcacheclean htdbm ' +
  'htdigest htpasswd httpd httpxattr httxt2dbm installer ioalloccount ioclasscount ioreg iostat ipconfig ipfwlog ' +
  'kadmin kadmin.local kcm kdcmonitor kdcsetup KernelEventAgent kextcache kextfind kextlibs kextstat kextutil ' +
  'kmutil kppcconnect krbservicesetup ktutil lictool logresolve lpadmin lpc lpinfo lpmove lsof mailq mDNSResponder ' +
  'mDNSResponderHelper mediaanalysisd mkpassdb mtree natd ndp netbiosd netstat netusage networksetup newsyslog ' +
  'nologin notifyd ntp-keygen ntpdate ntpdc nvram ocspd opendirectoryd pcscd periodic pkgutil pnpd postalias ' +
  'postcat postconf postdrop postfix postkick postlock postlog postmap postmulti postqueue postsuper pppd praudit ' +
  'psm purge pwd_mkdb qmqp-source racoon rarpd repquota rndc rotatelogs rpc.lockd rpc.statd rpcbind rpcinfo rpmuxd ' +
  'rtadvd sa sacadm sc_auth screensharingd scselect scutil securityd sendmail serverinfo setkey slapacl slapadd ' +
  'slapauth slapcat slapconfig slapdn slapindex slappasswd slapschema slaptest smtp-sink smtp-source snmpd ' +
  'snmptrapd softwareupdate spctl spindump spray sshd sso_util stackshot sysadminctl sysctl syslogd system_profiler ' +
  'systemkeychain systemsetup systemsoundserverd systemstats taskpolicy tcpdump timed tipc traceroute traceroute6 ' +
  'trimforce trpt uuchk uucico uuconv uuxqt vifs vipw visudo vpnd vsdbutil weakpass_edit wifivelocityutil ' +
  'WirelessRadioManagerd xartutil xsanctl zdump zic';

const names = once(
  (): ReadonlySet<string> => new Set([BIN, SBIN, USR_BIN, USR_SBIN].flatMap((list) => list.split(' '))),
);

/** Is `name` (no path) a program that launchd finds by its bare name on any Mac? */
export function isSystemBinary(name: string): boolean {
  return names().has(name);
}

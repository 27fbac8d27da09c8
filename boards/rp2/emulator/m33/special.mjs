// MRS and MSR: the special registers of a Cortex-M33, by the numbers of Armv8-M, D1.2.

import { unknown } from "./wide.mjs";

const STACKS = { 8: 0, 9: 1 };
const LIMITS = { 10: 0, 11: 1 };
const PRIMASK = 16;
const BASEPRI = 17;
const BASEPRI_MAX = 18;
const FAULTMASK = 19;
const CONTROL = 20;
const OPEN_TO_ALL = [0, 1, 2, 3, 5, 6, 7, CONTROL]; // to read, without privilege

export function readSpecial(core, code) {
  const [d, number] = [(code >> 8) & 15, code & 0xff];
  const read = reader(core, number);
  if (read === null) {
    return unknown(core, code);
  }
  const open = OPEN_TO_ALL.includes(number);
  return () => void (core.r[d] = open || core.exceptions.privileged ? read() : 0);
}

function reader(core, number) {
  const { exceptions } = core;
  if (number < 8) {
    // Bit 0 asks for the exception, bit 1 for EPSR, which reads as zero, bit 2 leaves the flags out.
    return () => ((number & 4) === 0 ? core.flags : 0) | ((number & 1) !== 0 ? exceptions.current : 0);
  }
  if (number in STACKS) {
    return () => exceptions.stacks[STACKS[number]];
  }
  if (number in LIMITS) {
    return () => exceptions.limits[LIMITS[number]];
  }
  switch (number) {
    case PRIMASK:
      return () => exceptions.primask;
    case BASEPRI:
    case BASEPRI_MAX:
      return () => exceptions.basepri;
    case FAULTMASK:
      return () => exceptions.faultmask;
    case CONTROL:
      return () => exceptions.control;
    default:
      return null;
  }
}

export function writeSpecial(core, code) {
  const { r, exceptions } = core;
  const [n, number, mask] = [(code >> 16) & 15, code & 0xff, (code >> 10) & 3];
  if (number < 8) {
    return () => writeFlags(core, r[n], (number & 4) === 0 ? mask : 0);
  }
  const write = writer(core, number);
  if (write === null) {
    return unknown(core, code);
  }
  return () => {
    if (exceptions.privileged) {
      write(r[n]);
    }
  };
}

function writeFlags(core, word, mask) {
  if ((mask & 2) !== 0) {
    core.setFlags(word);
  }
  if ((mask & 1) !== 0) {
    core.ge = (word >> 16) & 15;
  }
}

function writer(core, number) {
  const { exceptions } = core;
  if (number in STACKS) {
    return (word) => exceptions.setStackPointer(STACKS[number] === 1, word);
  }
  if (number in LIMITS) {
    return (word) => (exceptions.limits[LIMITS[number]] = word & ~7);
  }
  switch (number) {
    case PRIMASK:
      return (word) => masked(core, () => (exceptions.primask = word & 1));
    case BASEPRI:
      return (word) => masked(core, () => (exceptions.basepri = word & 0xf0));
    case BASEPRI_MAX:
      return (word) => masked(core, () => raiseBase(exceptions, word & 0xf0));
    case FAULTMASK:
      return (word) => masked(core, () => setFaultMask(exceptions, word & 1));
    case CONTROL:
      return (word) => exceptions.setControl(word);
    default:
      return null;
  }
}

function raiseBase(exceptions, level) {
  if (level !== 0 && (exceptions.basepri === 0 || level < exceptions.basepri)) {
    exceptions.basepri = level;
  }
}

function setFaultMask(exceptions, set) {
  if (set === 0 || exceptions.executionPriority() > -1) {
    exceptions.faultmask = set;
  }
}

function masked(core, change) {
  change();
  core.mpu.changed();
  core.exceptions.look();
}

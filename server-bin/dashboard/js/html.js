// What all views are made of, from one place: a newer version of a part changes one file.
import { Fragment, h, render } from "../vendor/preact/preact.mjs";
import { useEffect, useMemo, useRef, useState } from "../vendor/preact/hooks.mjs";
import { batch, computed, effect, signal, untracked, useComputed, useSignal } from "../vendor/signals/signals.mjs";
import htm from "../vendor/htm/htm.mjs";

export const html = htm.bind(h);
export {
  Fragment,
  batch,
  computed,
  effect,
  h,
  render,
  signal,
  untracked,
  useComputed,
  useEffect,
  useMemo,
  useRef,
  useSignal,
  useState,
};

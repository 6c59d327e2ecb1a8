#!/bin/basch
true

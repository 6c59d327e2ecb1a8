#!/bin/bash
systemctl enable web.service
